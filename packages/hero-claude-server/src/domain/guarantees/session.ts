import { egressTests } from './egress-tests.ts';
import { type Guarantee, held } from './guarantee.ts';

const server = 'packages/hero-claude-server/test';
const gateway = 'packages/hero-claude-gateway/test';
const container = 'tests/e2e/container.test.ts';

export const sessionGuarantees: readonly Guarantee[] = [
  {
    id: 'no_secrets',
    promise: 'No real secret is in a container or in a stored row.',
    means:
      'The credential of the model stays in the gateway, which puts it on calls of the two paths an agent needs. The container holds a token that opens its own socket and ends with the session. Credentials of remotes are stripped from the copy; logins, history and projects of your Claude settings are not copied.',
    does_not_mean:
      'Secrets in the files of a repository are files: an agent reads them. So are values you pass as env under a harmless name. A stdio MCP server that you name runs in the container with the environment that mcp.json gives it.',
    check:
      'hero-claude session exec <id> -- env; docker inspect of the container; grep your key in ~/hero/var.',
    tests: [
      held(
        'A planted key searched in docker inspect, /proc of every process, files, database, ledger, backups, journals, logs and answers',
        'Nowhere',
        container,
        'the credential of the model is in no container, row, file or log',
      ),
      held(
        'A core dump of the gateway, or of anything in a container',
        'The one holds no memory; the other is not written',
        `${gateway}/core-dump.test.ts`,
        'a core dump of the gateway holds no credential, however large it may be',
      ),
      held(
        'A side container',
        'Has neither sockets nor token',
        container,
        'a side container is as confined, and has neither sockets nor token',
      ),
      held(
        'Secrets by the names and shapes of env',
        'Refused by name',
        'tests/e2e/limits.test.ts',
        'env %o is refused by name',
      ),
      held(
        'A token in the place of the user in the address of a remote',
        'Not on a command line, which everybody on the machine can see',
        'packages/hero-claude-server/src/adapters/git/push/push-remote.test.ts',
        'a token that stands where a user does (%s) is not on the command line',
      ),
      held(
        'A password in the address of a remote',
        'Leaves the address and every text about it',
        'packages/hero-claude-server/src/adapters/git/push/push-remote.test.ts',
        'a password leaves the address and every text about it',
      ),
      held(
        'A broken mcp.json with secrets',
        'Its error quotes nothing of it',
        `${server}/session/session-config.test.ts`,
        'in a broken file do not show its secrets',
      ),
      held(
        "The user's settings, with links that lead out of them",
        'Not followed; logins, history and projects stay',
        `${server}/session/session-config.test.ts`,
        'are not followed out of their folder',
      ),
      held(
        'Other paths and methods on the model socket, which could mint keys',
        'Refused; nothing goes upstream',
        `${gateway}/model-refusal.test.ts`,
        '%s never gets upstream',
      ),
      held(
        'Another credential, framing or Host from the client',
        'Dropped; they are the gateway’s',
        `${gateway}/smuggling.test.ts`,
        'a pipelined one is judged by itself, and nothing of the client frames or authenticates a call',
      ),
      held(
        'Length and chunks, two lengths, unknown coding, folding, bare CR, a HEAD with a body',
        '400; nothing goes upstream',
        `${gateway}/smuggling.test.ts`,
        '%s never gets upstream',
      ),
    ],
  },
  {
    id: 'egress',
    promise: 'A session reaches only what its policy lists.',
    means:
      'A container has no network. The one way out is a proxy of the gateway that knows names on listed ports only, resolves them itself, refuses addresses that are not public after resolution, and logs every decision with session and reason. Calls of the model that would have the API search, fetch, run code or read from a URL for the session are refused as well.',
    does_not_mean:
      'A session with egress open can send its code anywhere. A listed host sees what is sent to it, and whoever runs it decides what becomes of that; TLS is not opened, so a listed name in CONNECT says nothing of the name inside. Registries that need a login are not supported. With HERO_CLAUDE_SERVER_TOOLS=allow the API may search and fetch for every session.',
    check: 'hero-claude session exec <id> -- curl -sv https://example.com; the gateway logs the refusal.',
    tests: egressTests,
  },
  {
    id: 'neighbours',
    promise: 'One session cannot reach another, nor one home another home.',
    means:
      'Each container mounts the folders and sockets of its own session and nothing else, has process and network namespaces of its own, and a token that is good for its own socket. Two installations on one engine tell their containers apart by an instance label and by more than the label.',
    does_not_mean:
      'The kernel is shared: a flaw of it is a way out. Where runsc is installed it is the stronger choice. Sessions share processors, memory bandwidth and disk within their limits, and what the kernel counts by user rather than by container, such as inotify. A root user of the host, and whoever may use the engine, sees everything.',
    check: 'hero-claude session exec <id> -- sh -c "ls /workspace/code /run/hero; ps ax; cat /proc/mounts".',
    tests: [
      held(
        'Two homes on one engine, each stopping, sweeping and emptying its own',
        'Neither lists, stops or deletes what is the other’s',
        'tests/e2e/neighbours.test.ts',
        'two homes on one engine never touch what belongs to the other',
      ),
      held(
        'Everything that can be read inside, searched for the ids of a neighbour, its home and its container',
        'They are nowhere',
        'tests/e2e/neighbours.test.ts',
        'nothing that can be read inside names a neighbour',
      ),
      held(
        'Mounts, capabilities, network, root and user of a container',
        'As confined as the engine can',
        container,
        'the engine was asked for every restriction there is',
      ),
      held(
        'Writing anywhere else, taking sockets away, finding the engine’s socket',
        'Not possible',
        container,
        'what runs inside has no rights, no network and nowhere to write but its own',
      ),
      held(
        "Another session's or a revoked token",
        '403, logged with session and reason',
        `${gateway}/model-refusal.test.ts`,
        'a call with %s is answered 403',
      ),
      held(
        'A session closed while its run directory is in the way',
        'Nobody is served any more; the error says what is left',
        `${gateway}/smuggling.test.ts`,
        'a closed session is served no more, also when its sockets cannot be removed',
      ),
      held(
        'Two installations on one engine',
        'Neither see nor touch what the other has',
        `${server}/docker/docker-containers.engine.test.ts`,
        'neither see nor touch what the other has',
      ),
    ],
  },
  {
    id: 'limits',
    promise: 'Limits hold, and the session names the one it met.',
    means:
      'Memory without swap, processors, processes, open files and /tmp are limits of the kernel for each container. What a session has on the disk is measured as the disk fills, and its container paused beyond HERO_CLAUDE_DISK_GB. Output, uploads, answers and imports are bounded by us. The host, the daemons and the other sessions go on.',
    does_not_mean:
      'The limit of the disk is watched, every five seconds: a session can be over it by what it writes meanwhile. Processes refused and killed are read from the control groups of this machine, so an engine elsewhere tells of the agent alone. A program that meets the limit of open files is told so itself and the agent with it: the session is not, as the kernel keeps no count of it. A /tmp that was full for less than two seconds is not seen. Who wants all of the processor waits for it. Within its limits a session may use what it was given: set cpu and memory_gb, and HERO_CLAUDE_MAX_RUNNING, so that all of them together fit the machine.',
    check:
      'docker inspect --format "{{json .HostConfig}}" of a container; a fork bomb in a session you can lose.',
    tests: [
      held(
        'More memory than it has',
        'The agent ends, and the session says so',
        `${server}/docker/docker-containers.engine.test.ts`,
        'for lack of memory',
      ),
      held(
        'A fork bomb, with a session beside it at work',
        'It gets no more processes, the session names the limit, the other one completes its turn',
        'tests/e2e/disk-limit.test.ts',
        'a fork bomb meets the limit of processes, and the session says so',
      ),
      held(
        '/tmp filled to its end, with a session beside it at work',
        'Nothing more is written there, the session names it, the other one completes its turn',
        'tests/e2e/disk-limit.test.ts',
        'a /tmp that is filled is named, and used by nobody else',
      ),
      held(
        'A memory bomb beside the agent',
        'It is killed, the session names the limit, agent and neighbour go on',
        'tests/e2e/disk-limit.test.ts',
        'a memory bomb beside the agent is killed, and the session says so',
      ),
      held(
        'What the kernel counts by user (inotify) taken whole',
        'The session beside it completes its turn',
        'tests/e2e/disk-limit.test.ts',
        'what the kernel counts by user runs out, and the session beside goes on',
      ),
      held(
        'A storm of open files, a hog of every processor',
        'Programs are told so by the kernel; the session beside it completes its turn',
        'tests/e2e/disk-limit.test.ts',
        'a storm of open files and a hog of every processor end with their program',
      ),
      held(
        'More sessions than HERO_CLAUDE_MAX_RUNNING',
        'Refused with the reason',
        'tests/e2e/limits.test.ts',
        'a start beyond HERO_CLAUDE_MAX_RUNNING is refused with the reason',
      ),
      held(
        'A command with endless output',
        'Its first part is kept, and that is said',
        'tests/e2e/limits.test.ts',
        'keeps the first part of an endless output and says so',
      ),
      held(
        'A storm of processes that outlive their command',
        'All of them end',
        `${server}/docker/docker-exec.engine.test.ts`,
        'of a storm %s',
      ),
      held(
        'A disk filled through home/, with a neighbour beside',
        'The container is paused and the session names the limit; it can be cleared out and goes on',
        'tests/e2e/disk-limit.test.ts',
        'a session that fills the disk is paused, says why, and goes on when it is cleared out',
      ),
      held(
        'A million files that take no room',
        'The same',
        'tests/e2e/disk-limit.test.ts',
        'files without content count as well',
      ),
      held(
        'A host whose disk is nearly full',
        'Nothing is created or started; the error names the reserve',
        `${server}/session/disk-reserve.test.ts`,
        'with less than the reserve free nothing is created, and the error says so',
      ),
      held(
        'A bundle without end',
        'Cut off at its limit',
        `${server}/git/bring-work.test.ts`,
        'more than the limit is refused and leaves nothing',
      ),
      held(
        'A repository larger than the disk has room for',
        'Refused before anything is copied',
        `${server}/git/source-limits.test.ts`,
        'says before it begins that the disk is too small',
      ),
    ],
  },
];
