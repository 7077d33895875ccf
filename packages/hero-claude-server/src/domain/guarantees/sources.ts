import { type Guarantee, held } from './guarantee.ts';

const server = 'packages/hero-claude-server/test';
const poison = 'tests/e2e/poison.test.ts';

export const sourceGuarantees: readonly Guarantee[] = [
  {
    id: 'sources_unwritten',
    promise: 'Nothing under CODEROOT is written but BUILDDIR.',
    means:
      'A source is only ever read: no refresh of its index, no lock, no configuration, no ref. What a session changes it changes in its own copy, which shares no inode with the source.',
    does_not_mean:
      'A push goes where origin points. Where that is a path on this machine outside CODEROOT, its branch is written and its hooks run: they are yours.',
    check: 'Hash a source before and after a session: git -C <source> status, find <source> -newer <file>.',
    tests: [
      held(
        'More than forty hostile repositories as sources, through create, start, sync, info, exec, diff, commits, files, finish, destroy and restore',
        'The tree of the person is byte for byte the same; no answer holds a file of the host; the clean repository beside them is delivered',
        poison,
        'a repository somebody hostile made is a source like any other (part $part)',
      ),
      held(
        'The same as an agent leaves them in its session copy, with a restart of the server in between',
        'Refused by name or delivered; nothing outside the session changes',
        poison,
        'an agent can poison nothing but its own container (part $part)',
      ),
      held(
        'Looking at a repository',
        'Writes nothing in it',
        `${server}/git/source-list.test.ts`,
        'describes a repository and writes nothing',
      ),
      held(
        'Hard links between source, vault and copy',
        'There are none',
        `${server}/git/source-prepare.test.ts`,
        'never shares an inode between the vault or the source and the copy',
      ),
      held(
        'A repository under CODEROOT whose remote is itself, or a bare repository among its files',
        'Refused before anything runs or is written',
        `${server}/git/push.test.ts`,
        'a repository that names itself, or one in its files, as its remote gets no hook of its own run',
      ),
      held(
        'The folders of another session as a remote',
        'Refused',
        `${server}/git/push.test.ts`,
        'nothing is pushed into the session folders',
      ),
    ],
  },
  {
    id: 'host_execution',
    promise: 'No program that a repository or an agent brought runs on the host.',
    means:
      'Hooks, filters, textconv, diff and merge drivers, pagers, helpers, aliases and package scripts of a copy run in its container or not at all. A hostile source is read with all of them switched off. Work comes back as a pack of objects that is checked in quarantine before anything refers to it.',
    does_not_mean:
      'git and rsync of the host parse what is hostile: their own flaws are not covered, beyond limits on time, memory and size. Your own git configuration, credential helpers and the hooks of a remote on this machine run as always. What you merge, you run: the promise ends with the branch.',
    check:
      'Put a hook, a filter or core.fsmonitor with touch /tmp/canary into a repository, run a session over it, look for the file.',
    tests: [
      held(
        'fsmonitor, hooksPath, every hook, filters, textconv, external diff, merge drivers, pager, editor, askPass, gitProxy, sshCommand, credential helpers, gpg.program, include, includeIf, insteadOf ext::, packObjectsHook and more in a source',
        'No canary appears',
        `${server}/git/source-poison.test.ts`,
        '$name: $about',
      ),
      held(
        'The same in a session copy that is committed, bundled and imported',
        'No canary appears; what cannot be delivered is refused by name',
        `${server}/git/airlock.engine.test.ts`,
        '$name: $about',
      ),
      held(
        'The corpus itself',
        'Each of its repositories does catch a careless host',
        'packages/hero-claude-testkit/test/poison.test.ts',
        '$name catches a careless host, and does nothing by itself',
      ),
      held(
        'A pipe, a link to one or an endless device for a git file',
        'Not listed or refused; the list and other repositories go on',
        `${server}/git/source-traps.test.ts`,
        '%s holds up neither the list nor the next repository',
      ),
      held(
        'A submodule replaced by a link to a repository elsewhere',
        'Copied as the link it is; nothing behind it is read',
        `${server}/git/source-traps.test.ts`,
        'a submodule that became a link to a repository elsewhere is copied as the link it is',
      ),
      held(
        'Alternates and links in .git that lead to host files',
        'Refused, or copied as nothing',
        `${server}/git/source-poison.test.ts`,
        'does not lend the objects of a private repository outside CODEROOT',
      ),
      held(
        'Names that look like options of rsync or git, with newlines, blanks, broken UTF-8',
        'Copied as the names they are',
        `${server}/git/source-odd-files.test.ts`,
        'keeps odd files odd',
      ),
      held(
        'A bundle whose tree holds .git, .GIT, git~1, .. or a name that a file system folds to one',
        'Refused',
        `${server}/git/import-bundle.test.ts`,
        'a tree that holds %j is refused',
      ),
      held(
        'A bundle that is cut, garbled, or has something after its end',
        'Refused',
        `${server}/git/import-bundle.test.ts`,
        'a cut bundle, a garbled one and one with something after its end are refused',
      ),
      held(
        'A bundle with false refs, filters or a hundred thousand tips',
        'Refused',
        `${server}/git/import-bundle.test.ts`,
        'filters, several tips and a hundred thousand refs are refused',
      ),
      held(
        'A bundle that lacks a blob, a tree or a parent',
        'Refused',
        `${server}/git/import-bundle.test.ts`,
        'missing objects are found: a blob, a tree, a parent',
      ),
      held(
        'A decompression bomb in a pack',
        'Stopped by memory and by time',
        `${server}/git/import-bundle.test.ts`,
        'a pack that unpacks to far too much is stopped by memory, and by time',
      ),
      held(
        'A commit of a few trees that stand for 10⁵ to 10⁹ files',
        'Imported, never listed: delivery.too_many_files',
        `${server}/git/tree-bomb.test.ts`,
        'three small trees that stand for 262,144 files are not listed',
      ),
      held(
        'A source of a few trees that stand for 10¹⁰ files',
        'Refused by limits on memory and size when it is looked at and when it is to be copied',
        `${server}/git/tree-bomb.test.ts`,
        'a source whose tree stands for ten thousand million files is refused by memory and size, not walked',
      ),
      held(
        'Replace refs and grafts in the copy',
        'Change nothing of what is delivered',
        `${server}/git/import-bundle.test.ts`,
        'replace refs and grafts of the copy do not change what is delivered',
      ),
      held(
        'Remote addresses that run programs, with leading dashes or ext::',
        'Refused',
        'packages/hero-claude-server/src/adapters/git/push/push-remote.test.ts',
        '%j is refused',
      ),
      held(
        'Links in code/, claude/ and home/ that lead to host files',
        'No host file is read or written through them',
        poison,
        'links planted in the folders of a session lead no host write outside',
      ),
      held(
        'Programs named git, claude and the like in home/, where a shell of the container looks first',
        'They deceive their own container; what it then claims is refused by name',
        poison,
        'programs planted where a shell looks first shadow nothing of ours: the work is delivered',
      ),
      held(
        'Code of ours that would open what an agent wrote, or point git at it',
        'Refused by lint: such folders are named where they are mounted or made, and git runs in the container',
        'tests/machine/agent-paths.test.ts',
        'lint refuses code that would open what an agent wrote or point git at it, by any name',
      ),
      held(
        'A link in the place of a journal',
        'Not opened',
        `${server}/claude/journal-reader.test.ts`,
        'a link in the place of a journal is not opened',
      ),
      held(
        'Hooks and signing programs of the copy at finish',
        'Not run',
        `${server}/git/bring-work.test.ts`,
        'hooks and signing of the copy do not stand in the way',
      ),
    ],
  },
];
