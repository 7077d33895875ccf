import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { connect } from 'hero-claude-sdk/node';
import {
  createSampleRepo,
  createTempHome,
  EngineForwarder,
  type Product,
  startProduct,
} from 'hero-claude-testkit';
import { ChaosSession } from './chaos-session.ts';
import { type Findings, judge } from './judge.ts';
import { Killer, type Target } from './killer.ts';
import { Random } from './random.ts';
import { RequestWatch } from './request-watch.ts';
import { storyOf } from './story.ts';
import { UiWatcher } from './ui-watcher.ts';

export interface ChaosOptions {
  seed: number;
  kills: number;
  sessions: number;
  /** The longest wait between two kills. */
  pauseMs: number;
  from?: 'source' | 'dist';
  /** Where databases and journals of a run go that is not as it must be; nowhere unless given. */
  keepIn?: string;
  say: (line: string) => void;
}

export interface ChaosReport {
  /** What must not be; empty when all is well. */
  wrong: string[];
  kills: [Target, number][];
  tasks: number;
  lines: number;
  repeats: number;
  /** Answers the model was asked for, and those it was asked for more than once. */
  asked: number;
  again: number;
  /** How often a dashboard that stayed open lost its stream. */
  breaks: number;
}

const patienceMs = 1_800_000;

/** Lets sessions work while parts of the product are killed, and compares what is left with what must be. */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const { seed, kills, sessions, pauseMs, from = 'source', say } = options;
  const random = new Random(seed);
  await using home = await createTempHome();
  await using engine = await EngineForwarder.open(join(home.dir, 'engine.sock'));
  const env = {
    DOCKER_HOST: `unix://${engine.socketPath}`,
    HERO_CLAUDE_MAX_RUNNING: '50',
    // A run kills more often than any crash loop; what it must not do is give up.
    HERO_CLAUDE_RESUME_ATTEMPTS: '1000',
    HERO_CLAUDE_RESUME_DELAY_SECONDS: '0.1',
  };
  await using product = await startProduct({ home, env, from, parts: ['gateway', 'server', 'ui'] });
  await createSampleRepo(join(home.codeRoot, 'shop'));
  using requests = new RequestWatch(product.modelServer);
  await using dashboard = new UiWatcher(product.socket('ui'));
  const client = connect({ socketPath: product.socket('server') });
  const giveUp = AbortSignal.timeout(patienceMs);
  const workers: ChaosSession[] = [];
  for (let number = 1; number <= sessions; number += 1)
    workers.push(await ChaosSession.create(client, number, number % 3 === 0, giveUp));
  const enough = new AbortController();
  const working = Promise.all(workers.map((worker) => worker.work(enough.signal)));
  working.catch(() => undefined);
  const killer = new Killer({ product, engine, random, sessions: workers.map(({ sessionId }) => sessionId) });
  for (let kill = 1; kill <= kills; kill += 1) {
    await delay(random.between(50, pauseMs));
    say(`${kill}/${kills} ${await killer.kill()}`);
  }
  enough.abort();
  say('no more kills; the last tasks are finished');
  const late = await working.then(
    () => [],
    (error: unknown) => [`a session did not come to rest: ${String(error)}`],
  );
  requests.look();
  const findings = await Promise.all(workers.map((worker) => judge(worker, home.buildDir, dashboard)));
  const doubled = requests.doubled.map((prompt) => `prompt ${prompt} stood twice in a conversation`);
  const wrong = [...late, ...findings.flatMap((finding) => finding.wrong), ...doubled, ...dashboard.wrong];
  if (wrong.length > 0) {
    await explain(product, workers, findings, say);
    if (options.keepIn !== undefined) await keep(product, options.keepIn);
  }
  return {
    wrong,
    kills: [...killer.kills],
    tasks: workers.reduce((sum, { tasks }) => sum + tasks.length, 0),
    lines: findings.reduce((sum, { lines }) => sum + lines, 0),
    repeats: findings.reduce((sum, { repeats }) => sum + repeats, 0),
    ...requests.tally(),
    breaks: dashboard.breaks,
  };
}

async function explain(
  product: Product,
  workers: readonly ChaosSession[],
  findings: readonly Findings[],
  say: (line: string) => void,
): Promise<void> {
  for (const [index, { wrong, unfinished }] of findings.entries()) {
    const worker = workers[index];
    if (worker !== undefined && wrong.length > 0) say(await storyOf(worker, product, unfinished));
  }
  say(product.logs());
}

async function keep(product: Product, folder: string): Promise<void> {
  const { dir, buildDir } = product.home;
  // Its database is whole only when nobody writes.
  await product.server.kill9();
  await cp(join(dir, 'hero', 'var', 'hero_claude'), join(folder, 'hero_claude'), {
    recursive: true,
    filter: (path) => !path.endsWith('.sock'),
  });
  await cp(buildDir, join(folder, 'build'), { recursive: true });
}
