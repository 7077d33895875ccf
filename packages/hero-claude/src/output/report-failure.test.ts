import { RpcCallError, TransportError } from 'hero-claude-sdk';
import { expect, it } from 'vitest';
import { CliError, Interrupted } from '../cli-error.ts';
import type { Output } from './output.ts';
import { createOutput } from './output.ts';
import { reportFailure } from './report-failure.ts';

function report(error: unknown, { json = false, interrupted = false } = {}) {
  const written = { stdout: '', stderr: '' };
  const stream = (name: keyof typeof written) =>
    ({
      isTTY: false,
      write: (text: string) => void (written[name] += text),
    }) as unknown as NodeJS.WriteStream;
  const output: Output = createOutput(json, {}, { stdout: stream('stdout'), stderr: stream('stderr') });
  return { code: reportFailure(error, output, interrupted), ...written };
}

function rpcError(code: number) {
  return new RpcCallError('session.info', {
    code,
    message: 'No session "x\u001b[2J"',
    data: { kind: 'session.not_found', hint: 'look at the list', facts: { session_id: 'x' } },
  });
}

it.each([
  [-32602, 2],
  [-32001, 3],
  [-32002, 4],
  [-32003, 77],
  [-32004, 69],
  [-32005, 1],
  [-32006, 124],
  [-32007, 130],
  [-32603, 70],
  [-32601, 1],
])('JSON-RPC error %i ends with %i', (rpc, exit) => {
  expect(report(rpcError(rpc)).code).toBe(exit);
});

it('tells people what and what to do, with nothing that moves the cursor', () => {
  expect(report(rpcError(-32001))).toEqual({
    code: 3,
    stdout: '',
    stderr: 'error: No session "x\\x1b[2J"\nhint: look at the list\n',
  });
});

it('tells scripts the same as one document', () => {
  const { stdout, stderr } = report(rpcError(-32001), { json: true });
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual({
    error: {
      kind: 'session.not_found',
      message: 'No session "x\u001b[2J"',
      hint: 'look at the list',
      facts: { session_id: 'x' },
    },
  });
});

it('knows its own failures', () => {
  expect(report(new TransportError('nobody there'))).toMatchObject({
    code: 69,
    stderr: expect.stringContaining('hero-claude start'),
  });
  expect(report(new TransportError('HTTP 401', { status: 401 })).code).toBe(77);
  expect(report(new CliError('a.b', 'no', { exitCode: 78 })).code).toBe(78);
  const denied = Object.assign(new Error("EACCES: permission denied, mkdir '/x'"), {
    code: 'EACCES',
    path: '/x',
  });
  expect(report(denied)).toEqual({
    code: 1,
    stdout: '',
    stderr: "error: EACCES: permission denied, mkdir '/x'\nhint: /x has to be a place this user can write\n",
  });
  expect(report(new TypeError('bug')).code).toBe(70);
  expect(report(new TransportError('aborted'), { interrupted: true }).code).toBe(130);
});

it('says what goes on after a person has ended a command', () => {
  const error = new Interrupted('session x starts all the same', { session_id: 'x' });
  const told = 'error: Interrupted\nhint: session x starts all the same\n';
  expect(report(error, { interrupted: true })).toMatchObject({ code: 130, stderr: told });
  expect(report(new Error('fetch failed'), { interrupted: true })).toMatchObject({
    code: 130,
    stderr: 'error: Interrupted\n',
  });
});

it('an issue that is all there is to say is said once, and of several each', () => {
  const refused = (...issues: { path: string; message: string }[]) =>
    new RpcCallError('session.info', {
      code: -32602,
      message: issues.length > 1 ? 'Invalid params' : `Invalid params: ${issues[0]?.message}`,
      data: { kind: 'rpc.invalid_params', issues },
    });
  const one = { path: 'task', message: 'too small' };
  expect(report(refused(one)).stderr).toBe('error: Invalid params: too small\n');
  expect(report(refused(one, { path: 'cpu', message: 'too large' })).stderr).toBe(
    'error: Invalid params\n  task: too small\n  cpu: too large\n',
  );
});

it('a socket of another user is not answered by starting', () => {
  const cause = Object.assign(new Error('no'), { code: 'EACCES' });
  expect(report(new TransportError('No way', { cause })).stderr).toContain('HERO_SOCKET_GROUP');
  expect(report(new TransportError('No way')).stderr).toContain('hint: hero-claude start');
});
