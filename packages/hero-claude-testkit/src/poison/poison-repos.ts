import { configPoisons } from './config-poisons.ts';
import { filterPoisons } from './filter-poisons.ts';
import { layoutPoisons } from './layout-poisons.ts';
import type { Poison } from './poison.ts';
import { remotePoisons } from './remote-poisons.ts';
import { sessionPoisons } from './session-poisons.ts';

/** Every known way to make a host run what an agent wrote; each is shown to work on a careless host. */
export const poisonRepos: readonly Poison[] = [
  ...filterPoisons,
  ...configPoisons,
  ...layoutPoisons,
  ...remotePoisons,
  ...sessionPoisons,
];
