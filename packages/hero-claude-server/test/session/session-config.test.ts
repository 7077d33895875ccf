import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listMcpServers, readMcpServers } from '../../src/adapters/claude/host/mcp-servers.ts';
import { type SessionConfig, writeSessionConfig } from '../../src/adapters/claude/launch/session-config.ts';

let dir: string;
let user: string;
let cfg: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hero-cfg-'));
  user = join(dir, 'claude');
  cfg = join(dir, 'cfg');
  await mkdir(user);
});
afterEach(() => rm(dir, { recursive: true }));

function config(): SessionConfig {
  return {
    model: 'opus',
    effort: 'high',
    permissionMode: 'bypassPermissions',
    trustProject: true,
    repoDirs: ['/workspace/code/shop'],
    conversation: '11111111-2222-4333-8444-555555555555',
    setup: ['echo one', 'echo "two\nlines"'],
    mcpServers: {},
    userConfigDir: user,
    uid: 1000,
    gid: process.getgid?.() ?? 0,
  };
}

describe('the folder a container reads', () => {
  test('is replaced whole, readable by the group and closed to others', async () => {
    await mkdir(join(cfg, 'user'), { recursive: true });
    await writeFile(join(cfg, 'user', 'stale.md'), 'old');
    await writeSessionConfig(cfg, config());
    expect(await readdir(join(cfg, 'user'))).toEqual([]);
    expect((await stat(cfg)).mode & 0o777).toBe(0o750);
    expect((await stat(join(cfg, 'mcp.json'))).mode & 0o777).toBe(0o640);
    expect(await readFile(join(cfg, 'setup'), 'utf8')).toBe('echo one\0echo "two\nlines"\0');
    expect((await readFile(join(cfg, 'args'), 'utf8')).split('\0')).toContain('claude-opus-5-5');
    expect(await readFile(join(cfg, 'passwd'), 'utf8')).toContain('agent:x:1000:');
  });

  test('has settings that keep transcripts, which a conversation resumes from', async () => {
    await writeSessionConfig(cfg, config());
    const settings = JSON.parse(await readFile(join(cfg, 'settings.json'), 'utf8')) as object;
    expect(settings).toMatchObject({ cleanupPeriodDays: 36_500 });
  });

  test('marks each writing as a new set-up', async () => {
    await writeSessionConfig(cfg, config());
    const first = await readFile(join(cfg, 'setup-id'), 'utf8');
    await writeSessionConfig(cfg, config());
    expect(await readFile(join(cfg, 'setup-id'), 'utf8')).not.toBe(first);
  });
});

describe("the user's settings", () => {
  const copied = async () => (await readdir(join(cfg, 'user'), { recursive: true })).sort();

  test('come along without logins, history and projects', async () => {
    await mkdir(join(user, 'skills', 'deploy'), { recursive: true });
    await mkdir(join(user, 'projects'));
    await writeFile(join(user, 'skills', 'deploy', 'SKILL.md'), 'deploy');
    await writeFile(join(user, 'CLAUDE.md'), 'be brief');
    for (const name of ['.credentials.json', 'history.jsonl', 'settings.json', 'projects/x.jsonl'])
      await writeFile(join(user, name), 'private');
    expect(await writeSessionConfig(cfg, config())).toEqual([]);
    expect(await copied()).toEqual(['CLAUDE.md', 'skills', 'skills/deploy', 'skills/deploy/SKILL.md']);
  });

  test('are not followed out of their folder', async () => {
    await mkdir(join(user, 'skills'));
    await mkdir(join(user, 'shared'));
    await writeFile(join(dir, 'outside'), 'private');
    await writeFile(join(user, '.credentials.json'), 'private');
    await writeFile(join(user, 'shared', 'a.md'), 'a');
    await symlink('../shared/a.md', join(user, 'skills', 'inside.md'));
    await symlink('../../outside', join(user, 'skills', 'outside.md'));
    await symlink('../.credentials.json', join(user, 'skills', 'login.md'));
    await symlink('..', join(user, 'skills', 'around'));
    await mkdir(join(user, 'projects'));
    await writeFile(join(user, 'projects', 'talk.jsonl'), 'private');
    await symlink('../projects', join(user, 'skills', 'talks'));
    await symlink('nowhere', join(user, 'skills', 'broken'));
    const notices = await writeSessionConfig(cfg, config());
    const files = await copied();
    expect(files).toContain('skills/inside.md');
    expect(files.filter((file) => /outside|login|broken|credentials|talk/.test(file))).toEqual([]);
    expect(notices.join('\n')).toMatch(/outside\.md is a link to .*outside.* was not copied/);
    expect(notices.join('\n')).toContain('login.md is private');
  });

  test('are bounded', async () => {
    await mkdir(join(user, 'agents'));
    await writeFile(join(user, 'agents', 'big.md'), Buffer.alloc(1024 * 1024 + 1));
    expect(await writeSessionConfig(cfg, config())).toEqual([
      `${join(user, 'agents', 'big.md')} is larger than 1 MiB and was not copied`,
    ]);
  });

  test('need not exist', async () => {
    await rm(user, { recursive: true });
    expect(await writeSessionConfig(cfg, config())).toEqual([]);
  });
});

describe("the operator's MCP servers", () => {
  const file = () => join(dir, 'mcp.json');
  const write = (mcpServers: object) => writeFile(file(), JSON.stringify({ mcpServers }));

  test('run in the container or stay with the host, secrets with them', async () => {
    await write({
      files: { command: 'mcp-files', args: ['.'] },
      tickets: { type: 'http', url: 'https://t.example/mcp', headers: { Authorization: 'Bearer ${KEY}' } },
      books: { type: 'socket', socket: '/run/books.sock', tools: ['search'] },
    });
    const chosen = await readMcpServers(file(), ['files', 'tickets', 'books'], { KEY: 'k1' });
    expect(chosen.inContainer).toEqual({
      files: { type: 'stdio', command: 'mcp-files', args: ['.'], env: {} },
    });
    expect(chosen.bridged).toMatchObject({
      tickets: { headers: { Authorization: 'Bearer k1' } },
      books: { socket: '/run/books.sock', path: '/mcp', tools: ['search'] },
    });
  });

  test('are listed by name and kind, and nothing else of them', async () => {
    expect(await listMcpServers(file())).toEqual([]);
    await write({
      files: { command: 's3cr3t', env: { KEY: 's3cr3t' } },
      tickets: { type: 'http', url: 'https://s3cr3t.example/mcp', headers: { Authorization: '${NOT_SET}' } },
      books: { type: 'socket', socket: '/run/s3cr3t.sock' },
    });
    expect(await listMcpServers(file())).toEqual([
      { name: 'files', kind: 'stdio' },
      { name: 'tickets', kind: 'http' },
      { name: 'books', kind: 'socket' },
    ]);
  });

  test('that are not there are named', async () => {
    await write({ files: { command: 'x' } });
    await expect(readMcpServers(file(), ['file'], {})).rejects.toMatchObject({
      kind: 'mcp.unknown_server',
      facts: { name: 'file', known: ['files'] },
    });
    await expect(readMcpServers(file(), ['constructor'], {})).rejects.toMatchObject({
      kind: 'mcp.unknown_server',
    });
  });

  test.each([
    ['{', 'JSON'],
    ['{"mcpServers":{"a":{"type":"http","url":"ftp://x"}}}', 'a'],
    ['{"mcpServers":{"a":{"type":"http","url":"http://x","headers":{"A":"${NOT_SET}"}}}}', 'NOT_SET'],
  ])('in a broken file %s are refused', async (content, reason) => {
    await writeFile(file(), content);
    const result = readMcpServers(file(), ['a'], {});
    await expect(result).rejects.toMatchObject({ kind: 'mcp.file_broken' });
    await expect(result).rejects.toThrow(reason);
  });

  test('in a broken file do not show its secrets', async () => {
    for (const content of [
      '{"A": s3cr3t}',
      '{"A": "s3cr3t" "B"}',
      's3cr3t',
      '{"mcpServers": {"a": "s3cr3t"}}',
    ]) {
      await writeFile(file(), content);
      const error = await readMcpServers(file(), ['a'], {}).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ kind: 'mcp.file_broken' });
      expect(inspect(error)).not.toContain('s3cr3t');
    }
  });
});
