import { at, type CliTrapGroup, harmless, met } from './cli-trap.ts';

export const howItLives: CliTrapGroup = {
  title: 'How it lives and ends',
  traps: [
    met(
      'docker exec loses stdin when its client dies: the turn drains and the output is lost',
      'The agent is the main process of its container, over two files',
      at.conversation,
      'this program may die in mid-turn: the turn goes on and is taken up',
    ),
    met(
      'The log driver of the engine loses lines under kills, and a capped log drops what would be replayed',
      'The engine’s log is not read for the conversation',
      at.mainJob,
      'what the agent wrote is stored verbatim, in order and once, and stays readable as a file',
    ),
    met(
      'The exit code is that of the last result, and the end of stdin ends with 0',
      'An end nobody asked for is never a success: 0 is "input closed"',
      at.exit,
      'an end without an error is a closed input, never a success',
    ),
    met(
      'SIGTERM leaves no result line, SIGKILL leaves children',
      'Interrupt, end_session, then the container with everything in it',
      at.conversation,
      'a turn can be interrupted, and the agent asked to end',
    ),
    met(
      'CLAUDE_CODE_RESUME_INTERRUPTED_TURN also revives a turn that a person ended',
      'It is set after crashes only',
      at.cutTurn,
      'a turn that a person has ended is not taken up again',
    ),
    met(
      'A killed turn leaves a dangling call, and says some things again when resumed',
      'Repeats are marked',
      at.cutTurn,
      'after a crash in mid-turn the next agent goes on with it, and what it says again is marked',
    ),
    met(
      'A conversation is resumed from the same working directory only',
      'It is the first repository, fixed for life',
      at.launch,
      'a stopped agent goes on with its conversation in the next container',
    ),
    met(
      'Two processes on one conversation both append; there is no lock',
      'One container to a session, never replaced while it runs',
      at.containers,
      'is never replaced while it runs',
    ),
    met(
      'Transcripts older than 30 days are deleted',
      'The generated settings keep them for a hundred years',
      at.config,
      'has settings that keep transcripts, which a conversation resumes from',
    ),
    met(
      'A configuration folder that cannot be written breaks Bash and resuming, at times without an error',
      'Each session has a writable one of its own',
      at.launch,
      'a container becomes an agent that knows its user, its repository and its limits',
    ),
    met(
      'An unknown uid has / as HOME and no name; without /tmp there is no output',
      'HOME is set, passwd is mounted, /tmp is a tmpfs',
      at.launch,
      'a container becomes an agent that knows its user, its repository and its limits',
    ),
    met(
      'As root a bypass is refused; without IS_SANDBOX the third 529 in a row is the last',
      'uid 1000 or the server’s own, and IS_SANDBOX is set',
      at.environment,
      'the variables that keep the agent quiet and patient are set',
    ),
    met(
      'Telemetry and updates cost seconds at start and end without a network',
      'They are turned off',
      at.environment,
      'the variables that keep the agent quiet and patient are set',
    ),
    met(
      'nofile above the limit of the engine keeps a container from starting',
      'No more is asked for than the engine grants',
      at.containers,
      'asks for no more open files than the engine grants',
    ),
    met(
      '.mcp.json and hooks of a repository run without a question',
      'The container is the boundary; trust_project: false leaves them out',
      at.environment,
      'an untrusted repository brings neither settings nor MCP servers',
    ),
    met(
      'Only the working directory brings hooks and .mcp.json; --add-dir brings skills and commands',
      'A session of several repositories says so',
      at.params,
      'further repositories bring no hooks, and the session says so',
    ),
    met(
      'JSON given as an argument is visible in ps',
      'MCP servers and settings are files under /run/hero-cfg',
      at.environment,
      'the agent is told everything by its input, and its flags are all there',
    ),
    harmless(
      'In one-shot mode it waits up to ten minutes for background commands',
      'Sessions are long-lived, and side turns have no tools',
    ),
  ],
};
