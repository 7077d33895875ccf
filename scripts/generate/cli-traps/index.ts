import type { CliTrapGroup } from './cli-trap.ts';
import { howItLives } from './how-it-lives.ts';
import { whatItAsks } from './what-it-asks.ts';
import { whatItCosts } from './what-it-costs.ts';
import { whatItSays } from './what-it-says.ts';
import { whatItTakes } from './what-it-takes.ts';

export const cliTraps: readonly CliTrapGroup[] = [
  whatItSays,
  whatItTakes,
  whatItAsks,
  howItLives,
  whatItCosts,
];
