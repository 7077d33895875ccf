import { type Guarantee, held } from './guarantee.ts';

const folders = 'packages/hero-claude-server/test/session/session-folders.test.ts';

export const deletion: Guarantee = {
  id: 'deletion',
  promise: 'Nothing is deleted without an inventory and a way back.',
  means:
    'destroy asks when work would go that nobody has brought out: commits, uncommitted files, other branches, stashes. It moves one folder into the trash, where it stays 30 days. Only folders and containers that a row of ours explains are ever removed; what nobody explains is reported and left alone.',
  does_not_mean:
    'destroy with force does not ask; the trash is still a way back. trash empty is for good, and HERO_CLAUDE_TRASH_DAYS=0 makes every destroy so. What an agent deletes inside its own copy is gone.',
  check:
    'hero-claude session destroy <id> --dry-run; hero-claude trash list; hero-claude session restore <id>.',
  tests: [
    held(
      'Destroy with undelivered work',
      'Refused with the list; what was taken comes back',
      'tests/e2e/main-job.test.ts',
      'destroy refuses to lose work, and what it took comes back',
    ),
    held(
      'Work behind a hundred other branches, or on a broken one',
      'Counts as undelivered',
      'packages/hero-claude-server/test/git/bring-work.test.ts',
      'work behind a hundred other branches, or on a broken one, does not pass for none',
    ),
    held(
      'Destroy and restore onto something else',
      'Never over it',
      folders,
      'destroy and restore move the folder, and never over something else',
    ),
    held(
      'A kill while a folder moves',
      'It lies where the row says',
      folders,
      'a server that died while a folder moved puts it where the row says',
    ),
    held(
      'A clock that is years ahead at the start of the machine, and an hour back and forth',
      'Empties no trash: what is due goes only when it still is ten minutes later',
      'packages/hero-claude-server/test/store/retention.test.ts',
      'a clock that is wrong for a while empties no trash, and what is due goes when it still is ten minutes later',
    ),
    held(
      'A kill while the trash is emptied',
      'Gone at once, and its files after the crash, too',
      folders,
      'what is emptied from the trash is gone at once, and its files are gone after a crash, too',
    ),
    held(
      'Files left in home/: 30 levels of 200-character folders, mode 0, pipes, odd names, links',
      'The trash is emptied; what links lead to stays',
      'packages/hero-claude-server/test/session/file-tree.test.ts',
      'a folder is removed whatever an agent left in it, and what its links lead to stays',
    ),
    held(
      "An image committed from a session's container, run by hand",
      'Not ours, although it has our labels: neither listed nor removed',
      'packages/hero-claude-server/test/docker/docker-containers.engine.test.ts',
      'leave alone what a person runs from an image committed from a container of ours',
    ),
  ],
};
