import { type Command, InvalidArgumentError } from 'commander';
import type { RunAction } from '../call/cli-context.ts';
import { methodCommand } from '../document/method-command.ts';
import type { OpenRpcDocument } from '../document/openrpc.ts';
import { levelFlags } from '../extension-flags.ts';
import type { InboxOptions } from '../inbox/inbox.ts';
import type { AskOptions, Completed } from './ask.ts';
import type { AttachOptions } from './attach-session.ts';

function wholeNumber(word: string): number {
  if (!/^\d+$/.test(word)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(word);
}

/** `session create` with the task by place, and what a run from beginning to end needs. */
function askCommand(document: OpenRpcDocument, run: RunAction): Command | undefined {
  const create = document.methods.find(({ name }) => name === 'session.create');
  if (create === undefined) return undefined;
  const params = create.params.map((param) => {
    if (param.name === 'task')
      return { ...param, name: 'prompt', description: 'What the agent is to do; - reads it from stdin' };
    return param.name === 'repos'
      ? {
          ...param,
          required: false,
          description: 'Repository ids as shown by repo list; else the one you are in',
        }
      : param;
  });
  const { command, readParams } = methodCommand(
    {
      ...create,
      summary: 'Have an agent do one thing: create a session, start it, follow its turn',
      description:
        'Exit code: 0 when the turn went well, 1 when it failed, 130 when it was interrupted. Ctrl-C interrupts the turn; twice leaves it to go on by itself. Afterwards the agent is stopped; its work and its conversation stay.',
      params,
      'x-cli': {
        positional: ['prompt'],
        examples: [
          'hero-claude ask "fix the failing login test" --repo shop',
          'git log -5 | hero-claude ask - --repo shop --quiet',
        ],
      },
    },
    document,
  );
  levelFlags(command.name('ask'));
  command
    .option('--finish', 'Deliver the work when the turn went well')
    .option('--keep', 'Leave the agent running afterwards');
  return command.action(() =>
    run(async (context) => {
      const { prompt, ...rest } = readParams();
      const [{ ask }, { completeParams }] = await Promise.all([
        import('./ask.ts'),
        import('../call/complete-params.ts'),
      ]);
      const completed: Completed = (client) =>
        completeParams({ ...rest, task: prompt }, create, document, client, context.signal);
      return ask(context, completed, command.opts<AskOptions>());
    }),
  );
}

/** What a person does most: ask for something, and answer what agents ask. */
export function addPeopleCommands(program: Command, document: OpenRpcDocument, run: RunAction): void {
  const ask = askCommand(document, run);
  if (ask !== undefined) program.addCommand(ask);
  program
    .command('inbox')
    .description('Answer what agents wait for, in all sessions; a list with --json or in a pipe')
    .option('-f, --follow', 'Stay, and wait for what comes')
    .action((options: InboxOptions) =>
      run(async (context) => (await import('../inbox/inbox.ts')).inbox(context, options)),
    );
}

/** `session attach`, beside the commands of that noun. */
export function addAttachCommand(program: Command, run: RunAction): void {
  const attach = program.commands
    .find((command) => command.name() === 'session')
    ?.command('attach')
    .summary('Show a session live, and take part in it')
    .description(
      'Show a session live, and take part in it\n\nWhat you type steers the agent; questions of the agent are answered in place. Ctrl-C interrupts the turn, twice leaves: the session goes on. With --json one line of JSON per event, as the server tells it.',
    )
    .argument('<session-id>', 'Its id, the beginning of it, or its name')
    .option('--turns <number>', 'How many past turns to show', wholeNumber, 1)
    .option('--after <event>', 'With --json: begin after this event id; 0 is everything', wholeNumber);
  if (attach === undefined) return;
  levelFlags(attach);
  attach.action((word: string, options: AttachOptions) =>
    run(async (context) => (await import('./attach-session.ts')).attachSession(context, word, options)),
  );
}
