import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { createInterface } from 'node:readline';
import { LineTail } from '../daemon/line-tail.ts';
import type { Exit } from '../daemon/start-daemon.ts';
import type { TempHome } from '../home/temp-home.ts';
import { claudeBinary } from './claude-binary.ts';

/** One line of the CLI's stream-json output. */
export interface ClaudeLine {
  type: string;
  subtype?: string;
  [key: string]: unknown;
}

export interface ClaudeOptions {
  home: TempHome;
  /** Working directory of the agent. */
  cwd: string;
  modelUrl: string;
  /** After the flags that make it a long-lived stream-json process. */
  args?: readonly string[];
  env?: Record<string, string>;
}

/** The real CLI as a long-lived process on this host, with nothing of the caller's environment. */
export interface Claude extends AsyncDisposable {
  lines: readonly ClaudeLine[];
  exited: Promise<Exit>;
  send(line: object): void;
  /** Sends a prompt and gives its uuid. */
  prompt(text: string): string;
  /** The first line that matches at or after `from` (an index into `lines`, 0 unless given). */
  waitFor(
    matches: (line: ClaudeLine) => boolean,
    options?: { from?: number; timeoutMs?: number },
  ): Promise<ClaudeLine>;
  /** Ends the input: the process drains and exits. */
  end(): Promise<Exit>;
  errors(): string;
}

const streamJson = ['-p', '--input-format', 'stream-json', '--output-format', 'stream-json', '--verbose'];

export async function startClaude(options: ClaudeOptions): Promise<Claude> {
  const child = spawn(await claudeBinary(), [...streamJson, ...(options.args ?? [])], {
    cwd: options.cwd,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      ...options.home.env,
      ANTHROPIC_BASE_URL: options.modelUrl,
      ANTHROPIC_API_KEY: 'sk-test',
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      CLAUDE_CODE_EMIT_SESSION_STATE_EVENTS: '1',
      DISABLE_AUTOUPDATER: '1',
      ...options.env,
    },
  });
  const errors = new LineTail(200);
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => errors.push(chunk));
  child.stdin.on('error', () => undefined);
  const lines: ClaudeLine[] = [];
  const arrivals = new EventEmitter().setMaxListeners(0);
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(JSON.parse(line) as ClaudeLine);
    arrivals.emit('line');
  });
  const exited = new Promise<Exit>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      resolve({ code, signal });
      arrivals.emit('line');
    });
  });
  const send = (line: object): void => void child.stdin.write(`${JSON.stringify(line)}\n`);
  const end = async (): Promise<Exit> => {
    child.stdin.end();
    return await exited;
  };
  return {
    lines,
    exited,
    send,
    prompt: (text) => {
      const uuid = randomUUID();
      send({
        type: 'user',
        message: { role: 'user', content: text },
        parent_tool_use_id: null,
        session_id: '',
        uuid,
      });
      return uuid;
    },
    waitFor: async (matches, { from = 0, timeoutMs = 20_000 } = {}) =>
      await new Promise((resolve, reject) => {
        const settle = (finish: () => void): void => {
          clearTimeout(timer);
          arrivals.off('line', check);
          finish();
        };
        const fail = (reason: string): void => {
          const seen = lines.slice(from).map(({ type, subtype }) => (subtype ? `${type}/${subtype}` : type));
          settle(() => reject(new Error(`${reason}; lines: ${seen.join(' ')}\n${errors.text()}`)));
        };
        const check = (): void => {
          const found = lines.slice(from).find(matches);
          if (found) settle(() => resolve(found));
          else if (child.exitCode !== null) fail(`claude ended with ${child.exitCode}`);
        };
        const timer = setTimeout(() => fail(`no such line within ${timeoutMs} ms`), timeoutMs);
        arrivals.on('line', check);
        check();
      }),
    end,
    errors: () => errors.text(),
    [Symbol.asyncDispose]: async () => {
      killGroup(child);
      await exited;
    },
  };
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null) return;
  process.kill(-child.pid, 'SIGKILL');
}
