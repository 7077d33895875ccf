import { at, type CliTrapGroup, harmless, met } from './cli-trap.ts';

export const whatItAsks: CliTrapGroup = {
  title: 'What it asks',
  traps: [
    met(
      'Questions and plans exist only with --permission-prompt-tool stdio, and come as requests for permission',
      'They are told apart by the tool, and answered from the same list',
      at.approvals,
      'questions of the agent and its plan are answered from the same list',
    ),
    met(
      'A question parks the turn for ever; at the end of stdin it counts as denied and the model goes on unattended',
      'Stdin is a file that no crash of ours ends; the question waits as a row',
      at.approvals,
      'a question survives a kill of the server, is answered once, and names who did',
    ),
    met(
      'A killed process asks again under another id',
      'Tool and input make it the same question; an answer given meanwhile is used',
      at.approvals,
      'a killed container asks again: the same question, and an answer given meanwhile is used',
    ),
    met(
      'An interrupted turn takes its questions back',
      'They disappear from the list',
      at.recorder,
      'a withdrawn question disappears, whether asked in the same batch or before',
    ),
    met(
      'A suggestion may be meant for a settings file of the repository',
      'Allowing for the session takes it up for the session alone',
      at.answer,
      'allowing for the session takes up the offered rules, but never into a file',
    ),
    met(
      'Nothing says that a process in the container may not answer, too',
      'Such an answer is recorded as one from elsewhere; the container is the boundary',
      at.approvals,
      'an answer from inside the container is recorded as such',
    ),
    met(
      'Without a way to ask, calls are denied to the model and the run still ends as a success',
      'There always is one; a verdict does not hang on denials',
      at.approvals,
      'an edited input is what runs, a denial is heard, and deny and stop ends the turn',
    ),
    met(
      'A hook that does not answer holds the agent',
      'A time limit, and failing open or closed as the operator chose',
      at.hooks,
      'the real agent waits for hooks: they refuse tools, look at results and add to prompts',
    ),
    met(
      'A hook request cut by a crash may have had its effect',
      'It is answered "interrupted, outcome unknown" and not run again',
      at.hooks,
      'because a crash cut it is not run again, and says so',
    ),
    met(
      'MCP over Unix sockets does not exist, and a URL on 127.0.0.1 is the container’s own',
      'Such servers are bridged over the control pipe by the host',
      at.bridge,
      'an agent uses a server that only the host can reach',
    ),
    met(
      'A tool call over the pipe may be asked for twice around a crash',
      'One that was begun is not made again',
      at.bridge,
      'a call that a crash cut short is not made again',
    ),
    harmless(
      'A 401 of an MCP server starts OAuth discovery against it',
      'The bridge speaks to the server; the CLI sees the answer of the bridge',
    ),
  ],
};
