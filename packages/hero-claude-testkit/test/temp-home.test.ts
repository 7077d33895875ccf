import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createTempHome } from '../src/index.ts';

describe('createTempHome', () => {
  it('leaves room for the longest socket path and cleans up', async () => {
    let dir: string;
    {
      await using home = await createTempHome();
      dir = home.dir;
      const sockets = [
        join(home.socketDir, 'hero_claude_server_remote.sock'),
        join(home.dir, 'hero/var/hero_claude/run/0123abcd/egress.sock'),
      ];
      for (const socket of sockets) expect(Buffer.byteLength(socket)).toBeLessThanOrEqual(100);
      expect(existsSync(home.codeRoot)).toBe(true);
    }
    expect(existsSync(dir)).toBe(false);
  });

  it('passes no credential, proxy or setting of the caller on', async () => {
    process.env['ANTHROPIC_API_KEY'] = 'sk-real';
    process.env['HERO_SECRET'] = 'real';
    try {
      await using home = await createTempHome({ env: { EXTRA: 'yes' } });
      const names = Object.keys(home.env);
      expect(names.filter((name) => /ANTHROPIC|CLAUDE_CODE|SECRET|PROXY|TOKEN|^NODE/i.test(name))).toEqual(
        [],
      );
      expect(home.env).toMatchObject({ HOME: home.dir, EXTRA: 'yes' });
    } finally {
      delete process.env['ANTHROPIC_API_KEY'];
      delete process.env['HERO_SECRET'];
    }
  });
});
