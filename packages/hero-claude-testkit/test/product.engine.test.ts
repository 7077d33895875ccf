import { existsSync } from 'node:fs';
import { appendFile, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  containersOf,
  createBareRemote,
  createSampleRepo,
  createTempHome,
  RpcCallError,
  requireEngine,
  rpcCall,
  sampleFix,
  sampleTest,
  script,
  startProduct,
  text,
  tool,
  udsRequest,
} from '../src/index.ts';

describe('startProduct', () => {
  it('runs the daemons in a home of their own, one by one through a kill, and leaves nothing', async () => {
    let dir: string;
    {
      await using product = await startProduct();
      dir = product.home.dir;
      await createSampleRepo(join(product.home.codeRoot, 'shop'));
      expect(await product.rpc('server.info')).toMatchObject({
        instance: product.instance,
        code_root: product.home.codeRoot,
        build_dir: product.home.buildDir,
      });
      expect(JSON.stringify(await product.rpc('repo.list'))).toContain('shop');
      const unknown = await product
        .rpc('session.info', { session_id: '00000000' })
        .catch((error: unknown) => error);
      expect(unknown).toBeInstanceOf(RpcCallError);

      const { instance } = product;
      await product.server.kill9();
      await expect(product.rpc('server.info')).rejects.toThrow('ECONNREFUSED');
      expect(await rpcCall(product.socket('gateway'), 'gateway.health')).toMatchObject({ status: 'ok' });
      await product.start('server');
      expect(product.instance).toBe(instance);
    }
    expect(existsSync(dir)).toBe(false);
  });

  it('follows a session of the real CLI in a real container', async () => {
    await using product = await startProduct();
    const remote = await createBareRemote(join(product.home.dir, 'shop.git'));
    await createSampleRepo(join(product.home.codeRoot, 'shop'), { origin: remote.dir });
    const work = tool('Bash', { command: `${sampleFix} && ${sampleTest}` });
    const { session_id } = await product.rpc<{ session_id: string }>('session.create', {
      repos: ['shop'],
      task: `Mend the login. ${script(work, text('The login works.'))}`,
    });
    await product.rpc('session.start', { session_id });
    const session = product.watch(session_id);
    expect(await session.turnResult()).toMatchObject({ is_error: false, result: 'The login works.' });
    expect(await session.until(({ agent }) => agent?.state === 'idle')).toMatchObject({ status: 'running' });
    await expect(session.until(({ status }) => status === 'completed', 500)).rejects.toThrow(
      'not as awaited',
    );
    await expect(session.turnResult(2, 500)).rejects.toThrow('turn 2 did not end within 500 ms, 1 did');
    expect(await containersOf(await requireEngine(), product.instance)).toHaveLength(1);
    expect(product.modelServer.requests.map(({ step }) => step)).toEqual([0, 1]);
    await product.rpc('session.finish', { session_id });
    expect(Object.keys(await remote.branches())).toHaveLength(2);
  });

  it('starts the parts asked for, keeps a home that is not its own, and ends well with untouched sources only', async () => {
    await using home = await createTempHome();
    const source = join(home.codeRoot, 'shop');
    await createSampleRepo(source);
    {
      await using product = await startProduct({ home, parts: ['gateway'] });
      await product.sources.watch(source);
      await product.sources.edit(source, () => appendFile(join(source, 'README.md'), 'more\n'));
      expect(await udsRequest(product.socket('gateway'), { path: '/health' })).toMatchObject({ status: 200 });
      expect(() => product.server).toThrow('server was not started; started: gateway');
    }
    expect(existsSync(home.codeRoot)).toBe(true);
    await expect(
      udsRequest(join(home.socketDir, 'hero_claude_gateway.sock'), { path: '/health' }),
    ).rejects.toThrow('ENOENT');
    const product = await startProduct({ home, parts: ['gateway'] });
    await product.sources.watch(source);
    const later = new Date(Date.now() + 1000);
    await utimes(join(source, '.git', 'index'), later, later);
    await expect(product.close()).rejects.toThrow(/was written to:\nchanged .git\/index/);
  });
});
