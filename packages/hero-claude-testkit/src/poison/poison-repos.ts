import { configPoisons } from './config-poisons.ts';
import { filePoisons } from './file-poisons.ts';
import { filterPoisons } from './filter-poisons.ts';
import { historyPoisons } from './history-poisons.ts';
import { layoutPoisons } from './layout-poisons.ts';
import type { Poison } from './poison.ts';
import { programPoisons } from './program-poisons.ts';
import { remotePoisons } from './remote-poisons.ts';
import { sessionPoisons } from './session-poisons.ts';

/** Every known way to make a host run what an agent wrote; each is shown to work on a careless host. */
export const poisonRepos: readonly Poison[] = [
  ...filterPoisons,
  ...configPoisons,
  ...programPoisons,
  ...layoutPoisons,
  ...remotePoisons,
  ...historyPoisons,
  ...filePoisons,
  ...sessionPoisons,
];
