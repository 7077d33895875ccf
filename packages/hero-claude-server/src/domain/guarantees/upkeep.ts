import { type Guarantee, held } from './guarantee.ts';

const server = 'packages/hero-claude-server/test';

export const upkeepGuarantees: readonly Guarantee[] = [
  {
    id: 'upgrade',
    promise: 'An upgrade backs the database up first, and a database that cannot be used is named.',
    means:
      'Before a schema is changed a whole copy is written beside the database, readable by its owner only; of each of the last three schemas the newest stays, and hero-claude restore takes it. A migration that fails leaves everything as it was. A newer, damaged, locked or read-only database is an error in a sentence with the fix.',
    does_not_mean:
      'A backup holds what the services know, not the folders of sessions: those are under BUILDDIR. Of events a million stay, of the operation log a hundred thousand entries; the lines of an agent stay until its session is deleted for good.',
    check:
      'ls ~/hero/var/hero_claude/db.sqlite.backup-* after an upgrade; hero-claude backup, stop, restore <folder>, start.',
    tests: [
      held(
        'An upgrade',
        'The old content is backed up first; three backups stay',
        `${server}/store/open-database.test.ts`,
        'backs the old content up first and keeps three backups',
      ),
      held(
        'Backup of a running server, restore of a stopped one',
        'The sessions of then are back; what was there since is kept beside',
        `${server}/store/backup.test.ts`,
        'what was backed up from a running server comes back, and what was there is kept',
      ),
      held(
        'An upgrade that fails at every start, or that a kill cuts short',
        'The backup of before it stays; no half of one does',
        `${server}/store/open-database.test.ts`,
        'that fails again and again pushes no older backup out and leaves no half of one',
      ),
      held(
        'ENOSPC, EIO and EACCES at every point of an upgrade',
        'Said; nothing is lost; the next start goes on',
        `${server}/steps/step-faults-upgrade.test.ts`,
        '$how at $point: said, nothing is lost, and the next try goes on',
      ),
      held(
        'kill -9 and a hang in an upgrade',
        'The next start goes on; nothing is lost',
        `${server}/steps/step-faults-upgrade.test.ts`,
        '$how at $point: the next start goes on, and nothing is lost',
      ),
      held(
        'An older program after an upgrade, and the newer one again',
        'Refused with the command that takes it back; that works, and so does the way forward',
        `${server}/store/backup.test.ts`,
        'the file that an upgrade left takes an older program back, and a newer one forward again',
      ),
      held(
        'A backup that is damaged, unfinished or none',
        'Refused; nothing changes',
        `${server}/store/backup.test.ts`,
        'a backup that is damaged, unfinished or none changes nothing',
      ),
      held(
        'A database that somebody else holds while the server runs',
        'store.locked; the call can be repeated',
        `${server}/store/backup.test.ts`,
        'a database that somebody else holds is named, and the call can be repeated',
      ),
      held(
        'Logs in the database that grow without end',
        'The newest rows stay; a reader of dropped events is told',
        `${server}/store/retention.test.ts`,
        'the newest rows stay, the rest goes in batches, and numbers are never used again',
      ),
      held(
        'A migration that fails',
        'Everything stays as it was',
        `${server}/store/open-database.test.ts`,
        'leaves everything as it was when a migration fails',
      ),
      held(
        'A database of a newer program',
        'Refused, with the fix',
        `${server}/store/open-database.test.ts`,
        'because a newer program wrote it',
      ),
      held(
        'Damaged pages',
        'Refused, with the fix',
        `${server}/store/open-database.test.ts`,
        'because its pages are damaged',
      ),
      held(
        'Another process that writes to it',
        'Refused, with the fix',
        `${server}/store/open-database.test.ts`,
        'because another process writes to it',
      ),
      held(
        'A database that cannot be read, at the start of the server',
        'Said in a sentence',
        `${server}/server/server-start.test.ts`,
        'a database that cannot be read is said in a sentence',
      ),
    ],
  },
  {
    id: 'truth',
    promise: 'A step that fails or is cut off leaves the truth, nothing half done, and can be said again.',
    means:
      'Creating, starting, stopping, syncing, finishing, destroying, restoring and upgrading are either done or undone; the status says which, problem says why. The next start of the server settles what a kill left.',
    does_not_mean:
      'A branch that was pushed before a later step failed stays pushed: finish said again goes on from there.',
    check: 'kill -9 the server in any step; hero-claude start; hero-claude session info <id>.',
    tests: [
      held(
        'ENOSPC, EIO, EACCES and a failing git at every point of create',
        'Nothing is left; the error says why',
        `${server}/steps/step-faults.test.ts`,
        '$how at $point leaves nothing and says why',
      ),
      held(
        'kill -9 and a hang at every point of create',
        'Nothing is left after the next start',
        `${server}/steps/step-faults.test.ts`,
        '$how at $point leaves nothing after the next start',
      ),
      held(
        'ENOSPC and kill -9 at the points of destroy and restore (EIO and EACCES in make torture)',
        'Row and folder agree; saying it again works',
        `${server}/steps/step-faults.test.ts`,
        '$how at $point: row and folder agree, and saying it again works',
      ),
      held(
        'At start: ENOSPC at every point; kill -9, a hang and an engine that goes away where they are most likely to leave something; EIO, EACCES and all of these at every point in make torture',
        'Nothing runs that nobody knows of; a start works',
        `${server}/steps/step-faults.engine.test.ts`,
        '$how at $point: nothing runs that nobody knows of, and a start works',
      ),
      held(
        'The same at sync',
        'The agent goes on; a sync said again brings it all',
        `${server}/steps/step-faults.engine.test.ts`,
        '$how at $point: the agent goes on, and a sync brings it all',
      ),
      held(
        'The same at finish',
        'A finish said again delivers',
        `${server}/steps/step-faults.engine.test.ts`,
        '$how at $point: a finish said again delivers',
      ),
      held(
        'The same at stop',
        'The status is true; a stop said again ends the agent',
        `${server}/steps/step-faults.engine.test.ts`,
        '$how at $point: the status is true, and a stop said again ends the agent',
      ),
      held(
        'A step that is new',
        'Has points at which all this is tried, or the tests fail',
        `${server}/steps/step-faults.test.ts`,
        'every step of the table is tried somewhere',
      ),
      held(
        'kill -9 while a session starts',
        'The next server finds the truth and can go on',
        'tests/e2e/crash.test.ts',
        'a server killed while it starts a session finds the truth and can go on',
      ),
      held(
        'kill -9 while it copies, with or without an engine',
        'Nothing is left behind',
        `${server}/session/session-folders.test.ts`,
        'a server killed while it copies leaves nothing behind, with or without an engine',
      ),
      held(
        'The gateway away at start',
        'Undone whole; its prompt is not said twice',
        'tests/e2e/truth.test.ts',
        'a start without a gateway is undone whole, and its prompt is not said twice',
      ),
      held(
        'A full disk at finish',
        'Said; nothing is lost; it can be done again',
        `${server}/git/bring-work.test.ts`,
        'a full disk is said, nothing is lost, and it can be done again',
      ),
      held(
        'A deleted remote, a rejected push',
        'The session is as it was; finish works once mended',
        'tests/e2e/delivery.test.ts',
        'a deleted remote and a rejected push leave the session as it was, and finish works once mended',
      ),
      held(
        'A clock that is set an hour forward or back, a machine that slept',
        'No agent counts as stuck for it; one that is stuck afterwards does',
        'packages/hero-claude-server/src/domain/agent/follow-agent.test.ts',
        'is not stuck for the time a clock was set by or the machine slept, and is for what comes after',
      ),
      held(
        'A container that somebody removes',
        'Is not called running',
        'tests/e2e/truth.test.ts',
        'a container that somebody removes is not called running',
      ),
    ],
  },
  {
    id: 'supply',
    promise: 'What is installed and what is in the image is pinned.',
    means:
      'Dependencies come by a frozen lockfile with hashes, without install scripts. The base of the image, its packages and the CLI are pinned by version and integrity; a start refuses an image with another CLI.',
    does_not_mean:
      'Pinned code can have flaws: make audit tells of known ones where the registry answers it, and says where it does not. Debian packages of the image come in the versions of the day it is built: its bill of materials says which.',
    check:
      'make image writes a bill of materials in CycloneDX and says where; cat docker/sandbox/artifacts.lock.',
    tests: [
      held(
        'Install scripts of dependencies',
        'None runs',
        'tests/machine/supply.test.ts',
        'no dependency runs a script when it is installed',
      ),
      held(
        'A dependency in another version, or with other content',
        'Does not match the lockfile',
        'tests/machine/supply.test.ts',
        'every dependency is what the lockfile says, by its hash',
      ),
      held(
        'A known flaw of a dependency',
        'Fails make audit until it is explained in a file; a registry that cannot tell is named',
        'tests/machine/audit.test.ts',
        'a known flaw fails the audit until it is explained, and an explanation of nothing does, too',
      ),
      held(
        'What is in the image',
        'Is written down, every package with its version',
        'tests/machine/image.engine.test.ts',
        'its bill of materials names the pinned CLI and every Debian package',
      ),
      held(
        'Anything else in the place of what the image downloads',
        'Does not match its integrity',
        'tests/machine/recipe.test.ts',
        '%s %s is pinned by its integrity',
      ),
      held(
        'An image with another CLI',
        'Refused at start',
        'tests/e2e/limits.test.ts',
        'one with another version of the CLI is refused at start',
      ),
    ],
  },
];
