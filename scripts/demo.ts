/**
 * The main job, end to end, in a home of its own: services, a sample repository with a remote, a session with
 * the real Claude CLI in a real container, a delivery. The model is scripted unless `--real` is given.
 */
import { parseArgs } from 'node:util';
import { createDemoHome, type DemoHome, reopenDemoHome } from './demo/home.ts';
import { say, step } from './demo/narrate.ts';
import { runSession } from './demo/run-session.ts';
import { createShop, type Shop } from './demo/shop.ts';

const { values } = parseArgs({
  options: {
    real: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    end: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

/** Once is enough: a second Ctrl-C waits for the first, so that nothing is left whoever is impatient. */
function endOnSignal(opening: Promise<Opened>): void {
  let asked = false;
  const end = (): void => {
    if (asked) return;
    asked = true;
    say('\ninterrupted: everything is ended and removed, which takes some seconds');
    void opening.then(async ({ home }) => home.close()).finally(() => process.exit(130));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, end);
}

interface Opened {
  home: DemoHome;
  shop: Shop;
}

async function open(options: { real: boolean }): Promise<Opened> {
  const home = await createDemoHome(options);
  try {
    step('A sample repository with a failing test, and a bare repository as its remote');
    return { home, shop: await createShop(home) };
  } catch (error) {
    await home.close();
    throw error;
  }
}

async function demo(options: { real: boolean; keep: boolean }): Promise<void> {
  const opening = open(options);
  // The folder is removed only when nobody makes anything in it any more.
  endOnSignal(opening);
  const { home, shop } = await opening;
  let kept = false;
  try {
    step(
      options.real
        ? 'The services, with your credential'
        : 'The services, in front of a scripted model (no credential, no cost)',
    );
    await home.cli('start');
    await runSession(home, shop, options);
    if (options.keep) {
      step('Left running');
      await home.cli('status');
      say(`\nUse it:  . ${home.dir}/use; hero-claude session list`);
      say(`End it:  make demo ARGS="--end ${home.dir}"`);
      kept = true;
    }
  } finally {
    if (!kept) await home.close();
  }
}

if (values.help) {
  say(`usage: make demo [ARGS="--real --keep"]

  --real      your own model credential and the real model, instead of a scripted one
  --keep      leave everything running and print the dashboard's address
  --end DIR   end what --keep left running, and remove it`);
} else if (values.end === undefined) {
  await demo(values);
} else {
  await (await reopenDemoHome(values.end)).close();
}
