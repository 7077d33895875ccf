import { open } from 'node:fs/promises';
import { z } from 'zod';
import { hookFileBroken, hookUnknown } from '../../../domain/approval/hook-errors.ts';

export const HookEvent = z.enum(['PreToolUse', 'PostToolUse', 'UserPromptSubmit', 'Stop']);
export type HookEvent = z.infer<typeof HookEvent>;

/** What happens when a hook fails, takes too long, or was cut. */
const failureOf: Record<HookEvent, 'allow' | 'block'> = {
  PreToolUse: 'block',
  UserPromptSubmit: 'block',
  PostToolUse: 'allow',
  Stop: 'allow',
};

const HookEntry = z
  .strictObject({
    event: HookEvent,
    matcher: z.string().min(1).max(500).optional().describe('Tools it is for, as Claude Code matches them'),
    command: z.array(z.string().min(1)).min(1).describe('Program and arguments; no shell'),
    env: z.record(z.string(), z.string()).default({}),
    timeout_seconds: z.number().positive().max(600).default(30),
    on_failure: z.enum(['allow', 'block']).optional(),
    global: z.boolean().default(false).describe('For every session, named or not'),
  })
  .refine(({ event, matcher }) => matcher === undefined || event.endsWith('ToolUse'), {
    message: 'only hooks about tools have a matcher',
  })
  .refine(({ event, on_failure }) => event !== 'Stop' || on_failure !== 'block', {
    message: 'a Stop hook that blocks when it fails would keep the agent going for ever',
  });

const HookFile = z.strictObject({
  hooks: z.record(
    z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'the name of a hook is letters, digits, _ and -'),
    HookEntry,
  ),
});

/** A command of the operator's that agents wait for. */
export interface OperatorHook {
  name: string;
  event: HookEvent;
  matcher: string | undefined;
  command: readonly string[];
  env: Readonly<Record<string, string>>;
  timeoutMs: number;
  onFailure: 'allow' | 'block';
}

/**
 * The global hooks of the operator's hooks.json and those that are named. Commands come from that file alone: who can
 * call a method, over MCP or TCP, chooses among them and can add none.
 * @throws hook.unknown, hook.file_broken
 */
export async function readOperatorHooks(file: string, names: readonly string[]): Promise<OperatorHook[]> {
  const hooks = await parse(file);
  for (const name of names)
    if (!Object.hasOwn(hooks, name)) throw hookUnknown({ name, file, known: Object.keys(hooks) });
  return Object.entries(hooks)
    .filter(([name, { global }]) => global || names.includes(name))
    .map(([name, { event, matcher, command, env, timeout_seconds, on_failure }]) => ({
      name,
      event,
      matcher,
      command,
      env,
      timeoutMs: timeout_seconds * 1000,
      onFailure: on_failure ?? failureOf[event],
    }));
}

async function parse(file: string): Promise<z.infer<typeof HookFile>['hooks']> {
  const text = await read(file);
  if (text === null) return {};
  try {
    return HookFile.parse(JSON.parse(text)).hooks;
  } catch (error) {
    const reason =
      error instanceof z.ZodError
        ? z.prettifyError(error)
        : `it is not valid JSON: ${(error as Error).message}`;
    throw hookFileBroken({ file, reason }, { cause: error });
  }
}

const writableByOthers = 0o022;

async function read(file: string): Promise<string | null> {
  try {
    await using handle = await open(file);
    const { mode, uid } = await handle.stat();
    const own = uid === 0 || uid === process.getuid?.();
    if (!own || (mode & writableByOthers) !== 0)
      throw hookFileBroken({ file, reason: 'others than you may write it: chown it, and chmod go-w' });
    return await handle.readFile('utf8');
  } catch (error) {
    if (hookFileBroken.is(error)) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return null;
    throw hookFileBroken({ file, reason: message }, { cause: error });
  }
}
