import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createTempHome, startProduct, udsRequest } from '../src/index.ts';

describe('startProduct', () => {
  it('starts the parts asked for and keeps a home that is not its own', async () => {
    await using home = await createTempHome();
    {
      await using product = await startProduct({ home, parts: ['gateway'] });
      expect(await udsRequest(product.socket('gateway'), { path: '/health' })).toMatchObject({ status: 200 });
      expect(() => product.server).toThrow('server was not started; started: gateway');
    }
    expect(existsSync(home.codeRoot)).toBe(true);
    await expect(
      udsRequest(join(home.socketDir, 'hero_claude_gateway.sock'), { path: '/health' }),
    ).rejects.toThrow('ENOENT');
  });
});
