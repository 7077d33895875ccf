import { at, type CliTrapGroup, harmless, met } from './cli-trap.ts';

export const whatItSays: CliTrapGroup = {
  title: 'What it says',
  traps: [
    met(
      'The order of the keys in a line changes between versions',
      'Lines are parsed, never matched by their beginning',
      at.state,
      'a line tells what it is about, in whatever order',
    ),
    met(
      'New types and subtypes come with new versions',
      'Every line is kept verbatim, whatever it is; what nobody knows is shown raw',
      at.reader,
      'are stored verbatim and in order as they come, without being asked for',
    ),
    met(
      'system/init comes with every turn, not once',
      'A turn is counted by the states the agent names',
      at.state,
      'counts a turn for each beginning of work, asked for or not',
    ),
    met(
      'An answer comes as one line for each block, all with the same message id and the usage of its beginning',
      'Tokens are never summed over lines; the gateway counts a message id once',
      at.book,
      'counts a message once, however often it is seen',
    ),
    met(
      'result.usage leaves sub-agents out and is zero where a budget ended the turn; modelUsage and the total grow for as long as the process lives',
      'The latest totals of a process are kept, and a turn used the difference',
      at.turn,
      'a turn used the difference of two counts, sub-agents and all models in',
    ),
    met(
      'After --resume the totals may begin at nothing or go on',
      'A count that an earlier process had come to is only taken off where the first turn leaves room for it',
      at.history,
      'a process that resumes counts on from one that ended well, not from one that was killed',
    ),
    met(
      'An API error is a result/success',
      'The verdict is is_error',
      at.state,
      'comes from is_error, whatever the subtype says',
    ),
    met(
      'A failed call leaves an assistant message of the model "<synthetic>"',
      'An error text is never an answer, a name or a commit message',
      at.sideTurns,
      'an error is nobody’s name, and it is asked three times at the most',
    ),
    met(
      'result does not mean idle: background tasks begin turns of their own',
      'Working ends with session_state_changed',
      at.state,
      'is working from running to idle, not to the result',
    ),
    met(
      'Results of local commands and of blocked prompts lack fields others have',
      'What is missing counts as nothing',
      at.history,
      'the end of a turn is told by its result, not by its subtype',
    ),
    met(
      'Tools begin while the model is still speaking, so results come between pieces of later blocks',
      'Calls and results are joined by tool_use_id',
      at.transcript,
      'on a terminal: groups calls once they have ended, and indents the sub-agent',
    ),
    met(
      'The tool for sub-agents is Task in init and Agent in calls',
      'Sub-agents are known by parent_tool_use_id, not by the name of a tool alone',
      at.transcript,
      'knows sub-agents by whose call they speak under, whatever the tool is called',
    ),
    harmless(
      'Of a sub-agent only calls, results and the first prompt are told, not its words',
      'Nothing waits for its words; the call that began it brings its answer',
    ),
    met(
      'Pieces of a message come as stream_event',
      'They are shown and not kept; the whole line follows',
      at.reader,
      'of a stream are shown but not kept',
    ),
    met(
      '--replay-user-messages echoes our answers to questions as well',
      'The echo of an answer changes nothing',
      at.recorder,
      'the echo of our answer changes nothing; one nobody here gave is told apart',
    ),
    met(
      'Retries of a call cut in mid-stream are silent, others are told by api_retry before each wait',
      'The state says retrying, with attempt and time; the gateway asks each once',
      at.conversation,
      'retries are shown while they last',
    ),
    met(
      'A limit of the account is told under OAuth only, when it changes, and without a figure while all is well',
      'Figures come from the headers that the gateway sees',
      at.limits,
      'reads both windows of a subscription',
    ),
    met(
      'A server of an MCP file that fails shows only in init',
      'The state of each is kept from the latest init, and a live session tells of those that fail',
      at.transcript,
      'tells once of an MCP server that fails, and again when it failed anew',
    ),
    met(
      'A crash may leave kilobytes of minified JavaScript on stderr',
      'err is capped, and an error shows its end',
      at.outputs,
      'a log that grew too large keeps its end and its size, and gives the rest back',
    ),
    met(
      '2.1.197 and 2.1.329 differ, and npm ranges float',
      'The version is pinned in the image and asserted',
      at.images,
      'one with another version of the CLI is refused at start',
    ),
  ],
};
