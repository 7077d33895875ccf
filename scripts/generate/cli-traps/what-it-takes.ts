import { at, type CliTrapGroup, met } from './cli-trap.ts';

export const whatItTakes: CliTrapGroup = {
  title: 'What it takes',
  traps: [
    met(
      'A line that is no JSON, or half a line and a newline, ends the process',
      'A row before an append; after a crash a torn line is completed byte by byte',
      at.writer,
      'at any byte the file is completed, and nothing is in it twice',
    ),
    met(
      'Nothing is printed before the first message',
      'The first message is our initialize, and its answer is what a start waits for',
      at.state,
      'is starting until it answers, then idle',
    ),
    met(
      'A prompt beginning with / is a command, and an unknown one a success without a turn; @path reads a file',
      'Prompts are literal unless the caller says command',
      at.conversation,
      'words that look like commands or files stay words',
    ),
    met(
      '/clear changes the id of the conversation inside the process',
      'The id of the latest init is the one that is resumed',
      at.conversation,
      'a command runs as one, and the conversation it begins is the one that goes on',
    ),
    met(
      'Several queued messages become one turn with one result',
      'The queue is ours: one prompt at a time, when the agent is idle',
      at.prompts,
      'queued prompts become a turn each, in their order, through a kill of the server',
    ),
    met(
      'A message said while a turn runs steers it and has no result of its own',
      'The receipt is its echo, found by uuid',
      at.conversation,
      'prompts said while it works steer it, and each has its receipt',
    ),
    met(
      'An interrupt leaves what is queued to run',
      'The queue is ours and says how many go on',
      at.prompts,
      'a prompt sent now cuts the turn short, and an interrupt leaves the queue alone',
    ),
    met(
      'The same uuid is run once, also after --resume, but only if the transcript has it',
      'What a killed process had not written down is said again by the next, once',
      at.launch,
      'a killed agent: its turn goes on, and what it was told before and in between is not run again',
    ),
    met(
      'It says that it took a prompt in up to a tenth of a second before its transcript has it',
      'It is told to write first, by a variable that is not documented; what has no result is looked for there',
      at.conversation,
      'what it says it has taken in stands in its transcript by then',
    ),
    met(
      'It goes on below the leaf it noted last, which may be a failed call beside what was said since',
      'The launch script notes the last row that says something',
      at.launch,
      'a killed agent: its turn goes on, and what it was told before and in between is not run again',
    ),
    met(
      'What was said in the last moments of a turn is answered behind its result, without being idle in between',
      'The beginning of that answer takes the result back: a crash then has cut a turn',
      at.cutTurn,
      'a prompt that is answered right behind another turn, without a rest, is cut like any other',
    ),
    met(
      'A bypass of permissions is refused unless the process was launched with it',
      'configure says that it holds from the next start',
      at.prompts,
      'model, effort and permission mode change at once, egress too, the bypass from the next start',
    ),
    met(
      '--effort none is ignored with a warning',
      'It is taken as low, and the session says so',
      at.params,
      'the effort "none" is taken as low, and said, until another is chosen',
    ),
    met(
      'Short model names move on, and a resumed conversation loses the [1m] of its model',
      'Full ids are stored and given at each start',
      at.environment,
      'short model names become full ids, and unknown ones stay',
    ),
    met(
      'Flags with several values swallow the prompt after them',
      'Prompts never come as arguments',
      at.environment,
      'the agent is told everything by its input, and its flags are all there',
    ),
    met(
      'With -p and an open silent stdin it waits three seconds',
      'Side turns have no stdin',
      at.sideTurns,
      'a session and its commit get names from side turns that leave the conversation alone',
    ),
    met(
      '--max-budget-usd is looked at after a step, so it overshoots by far',
      'The gateway holds a budget before it forwards a call',
      at.budget,
      'is used up to its last cent, then ends in the words of the API, for this session alone',
    ),
    met(
      '--continue begins a new session when there is none',
      'It is not used: the id is ours, given by --session-id and --resume',
      at.environment,
      'the agent is told everything by its input, and its flags are all there',
    ),
    met(
      '--json-schema may end as a success without structured output',
      'It is not used',
      at.environment,
      'the agent is told everything by its input, and its flags are all there',
    ),
    met(
      '--worktree leaves files behind in the status',
      'It is not used',
      at.environment,
      'the agent is told everything by its input, and its flags are all there',
    ),
  ],
};
