import { type Guarantee, held } from './guarantee.ts';

const claude = 'packages/hero-claude-server/test/claude';

export const conversationGuarantees: readonly Guarantee[] = [
  {
    id: 'lines_once',
    promise: 'No line of an agent is lost or doubled and no prompt is sent twice, through any crash of ours.',
    means:
      'What the agent writes is a file of the host. A line and the place it ends at are stored in one transaction. A prompt is a row before it is written, and the CLI runs a uuid once. A kill of the server, of the gateway or of the engine with live-restore ends no turn.',
    does_not_mean:
      'The file is the word of the container, not of the CLI: a process in it can forge lines, answer its own approvals or tear holes. Forged lines have no effect on the host beyond the MCP servers and tools that the session names, and none on money. A host that loses power keeps what its disk kept. Lines that an agent cannot write, as the disk of BUILDDIR is full, are gone: with less free than HERO_CLAUDE_DISK_RESERVE_GB nothing is started, but what runs goes on.',
    check:
      'wc -l $BUILDDIR/<id>/logs/claude.log and the number of messages in session.info, before and after kill -9 of the server in mid-turn.',
    tests: [
      held(
        'kill -9 of the reader at any time',
        'Nothing lost, doubled or out of order',
        `${claude}/reader-kill.test.ts`,
        'nothing is lost, doubled or out of order when the reader is killed at any time',
      ),
      held(
        'kill -9 of whoever talks to the agent, at any time',
        'Each prompt is asked once, in order',
        `${claude}/talker-kill.test.ts`,
        'whoever talks to an agent may be killed at any time: each prompt is asked once, in order',
      ),
      held(
        'kill -9 of the server in mid-turn',
        'The turn goes on; nothing is lost, doubled or sent twice',
        'tests/e2e/crash.test.ts',
        'a server killed in mid-turn: the turn goes on, nothing is lost, doubled or sent twice',
      ),
      held(
        'The disk of the databases full in mid-turn',
        'The turn goes on; callers are told; what was refused is not done, and nothing is lost',
        'tests/e2e/disk-full.test.ts',
        'a full disk below the databases is named, and nothing is lost, doubled or half done',
      ),
      held(
        'A clock that jumps an hour, in the middle of turns',
        'Each prompt is said once; nothing is lost',
        'tests/e2e/clock.test.ts',
        'a clock that jumps an hour in the middle of turns: nothing is said twice or lost, and all goes on',
      ),
      held(
        'The engine killed in mid-turn',
        'The turn goes on; no line is lost',
        'tests/engine-loss/engine-loss.test.ts',
        'an engine killed in mid-turn: the turn goes on, no line is lost, and the server takes up again',
      ),
      held(
        'A reboot while the agent waits for an answer',
        'The same question waits; an answer from anywhere is given once',
        'tests/e2e/resume.test.ts',
        'a question of the evening is answered the next morning, after a reboot, from another terminal',
      ),
      held(
        'The gateway killed in mid-stream',
        'The turn completes',
        'packages/hero-claude-gateway/test/claude-turn.engine.test.ts',
        'a gateway killed in mid-stream and started again: the turn completes',
      ),
      held(
        'Random kills of server, gateway, dashboard, engine, containers and the whole machine; 200 in make chaos',
        'Nothing lost, doubled or told twice, and every task is finished',
        'tests/e2e/chaos.test.ts',
        'a few random kills (CHAOS_SEED=${seed}) lose nothing, double nothing and stop no session',
      ),
      held(
        'A queue through one kill of the server after the other',
        'Each prompt once',
        'tests/e2e/prompts.test.ts',
        'a queue drains through one kill of the server after the other, each prompt once',
      ),
      held(
        'An effect on the host that a crash cut short',
        'Not made again',
        `${claude}/mcp-bridge.test.ts`,
        'a call that a crash cut short is not made again',
      ),
      held(
        'An answer to a question that comes from inside the container',
        'Recorded as such',
        'tests/e2e/approvals.test.ts',
        'an answer from inside the container is recorded as such',
      ),
    ],
  },
  {
    id: 'journal_bounds',
    promise: 'No output of an agent takes the server, its memory or its disk.',
    means:
      'A line is kept up to 10 MB, with its length and hash beyond that. Holes that somebody tore are skipped at no cost, a file that shrank is followed from its new end, both are said. What was read is given back to the disk; an unread backlog of 64 MB pauses the container.',
    does_not_mean:
      'A flood is read as fast as it comes: it costs a core while it lasts, and a stop waits until what was written is kept. Lines stay in the database until the session is destroyed and its trash emptied: they count for what it may have on the disk (HERO_CLAUDE_DISK_GB), and beyond that its container is paused rather than a line dropped.',
    check:
      'truncate -s 1T /run/hero-io/out in a session, then session.info and logs get: the tampering is named.',
    tests: [
      held(
        'A line of 50 MiB; of a GiB in make torture',
        'Keeps nobody waiting and is not held in memory',
        `${claude}/journal-torture.test.ts`,
        'a line of ${lineMib} MiB keeps nobody waiting and is not held in memory',
      ),
      held(
        'A flood at full speed; for 30 seconds in make torture',
        'Keeps nobody waiting, loses nothing, is held back',
        `${claude}/journal-torture.test.ts`,
        'a flood of ${floodMs / 1_000} seconds keeps nobody waiting, loses nothing, and is held back',
      ),
      held(
        'Forged verdicts, questions, calls of servers on the host and sums of money at full speed; for 30 seconds in make torture',
        'Health is said all the while, how soon is a figure of `make bench` (flood); what was counted for money stays, at most 500 questions wait, answers are bounded',
        'tests/e2e/journal-flood.test.ts',
        'forged lines at full speed for ${seconds} seconds change nothing but what the session claims',
      ),
      held(
        'Lines that take long to be kept',
        'Are kept a few at a time, so that everybody else has a turn between them',
        `${claude}/journal-torture.test.ts`,
        'lines that are dear to keep are kept a few at a time',
      ),
      held(
        'A disk filled through lines',
        'The container is paused and the session names the limit',
        'tests/e2e/disk-limit.test.ts',
        'what it says counts as well',
      ),
      held(
        'A journal made sparse to a terabyte',
        'Costs nothing; lines behind it are read',
        `${claude}/journal-reader.test.ts`,
        'by a sparse terabyte costs nothing, and lines behind it are read',
      ),
      held(
        'A journal cut short',
        'Reported and followed from its new end',
        `${claude}/journal-reader.test.ts`,
        'by shrinking is reported and followed from its new end',
      ),
      held(
        'Cut or holed again and again',
        'Said a few times a minute; every line is read',
        `${claude}/journal-reader.test.ts`,
        'over and over is said a few times, and every line is read',
      ),
      held(
        'A line that never ends',
        'Takes neither memory nor disk',
        `${claude}/journal-reader.test.ts`,
        'that never ends takes neither memory nor disk',
      ),
      held(
        'A container that floods',
        'No line is lost; it is paused when it is not read in time',
        `${claude}/launch.engine.test.ts`,
        'a flooding container is paused by nobody as long as it is read in time, and loses no line',
      ),
      held(
        'Lines with absurd times, counts and crowds of questions',
        "Clamped: the session's state can still be stored, listed and shown",
        'packages/hero-claude-server/src/domain/agent/follow-agent.test.ts',
        'numbers and crowds no honest agent sends still make a state that can be stored and listed',
      ),
      held(
        'A state that changes with every line',
        'One write of session.json at a time, the newest',
        'packages/hero-claude-server/test/store/session-store.test.ts',
        'changes that come faster than files are written cost a few files, and the last one counts',
      ),
      held(
        'A flood of questions',
        'Bounded',
        'packages/hero-claude-server/test/session/approval-recorder.test.ts',
        'the same request twice is one question, and a flood is bounded',
      ),
      held(
        'A reaper of an exec drowned in output',
        'Not listened to; the processes end all the same',
        'packages/hero-claude-server/src/adapters/docker/exec/exec-reaper.test.ts',
        'does not listen to output without end',
      ),
    ],
  },
];
