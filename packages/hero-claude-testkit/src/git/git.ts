import { execa } from 'execa';

export interface GitOptions {
  env?: Record<string, string>;
  input?: string;
  /** A failing command is an error unless false; then its output comes back all the same. */
  check?: boolean;
}

/** The environment of a person without any configuration: tests do not depend on the machine's. */
export const gitEnv: Record<string, string> = {
  PATH: process.env['PATH'] ?? '/usr/bin:/bin',
  HOME: '/nonexistent',
  LANG: 'C.UTF-8',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  GIT_AUTHOR_NAME: 'Test Person',
  GIT_AUTHOR_EMAIL: 'person@example.test',
  GIT_COMMITTER_NAME: 'Test Person',
  GIT_COMMITTER_EMAIL: 'person@example.test',
};

/** Runs git in a directory the test owns and gives its standard output, trimmed. */
export async function git(dir: string, args: readonly string[], options: GitOptions = {}): Promise<string> {
  const ownership = [
    '-c',
    'safe.directory=*',
    '-c',
    'protocol.file.allow=always',
    '-c',
    'init.defaultBranch=main',
  ];
  const result = await execa('git', [...ownership, ...args], {
    cwd: dir,
    env: { ...gitEnv, ...options.env },
    extendEnv: false,
    reject: options.check !== false,
    ...(options.input === undefined ? { stdin: 'ignore' as const } : { input: options.input }),
  });
  return result.stdout;
}
