import type { Browser } from 'hero-claude-testkit/browser';

/** The longest task of a page's main thread. */
export interface LongestTask {
  /** As a person waits for it: other programs of the machine count. */
  wallMs: number;
  /** What the page itself takes: the same on a busy machine. */
  processorMs: number;
}

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  /** Microseconds. */
  dur?: number;
  tdur?: number;
  args?: { name?: string };
}

const task = /RunTask$/;

/** Notes every task of the browser from here on; the answer is the longest one of a page. */
export async function traceTasks(browser: Browser): Promise<() => Promise<LongestTask>> {
  const devtools = await browser.newBrowserCDPSession();
  const events: TraceEvent[] = [];
  devtools.on('Tracing.dataCollected', ({ value }) => {
    for (const event of value as unknown as TraceEvent[]) {
      if (event.name === 'thread_name' || (task.test(event.name) && event.ph === 'X')) events.push(event);
    }
  });
  await devtools.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['toplevel', '__metadata'], excludedCategories: ['*'] },
  });
  return async () => {
    const complete = new Promise((resolve) => devtools.once('Tracing.tracingComplete', resolve));
    await devtools.send('Tracing.end');
    await complete;
    await devtools.detach();
    return longestOf(events);
  };
}

function longestOf(events: readonly TraceEvent[]): LongestTask {
  const threadOf = ({ pid, tid }: TraceEvent): string => `${pid}/${tid}`;
  const mains = new Set(
    events
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(threadOf),
  );
  const longest: LongestTask = { wallMs: 0, processorMs: 0 };
  for (const event of events) {
    if (!task.test(event.name) || !mains.has(threadOf(event))) continue;
    longest.wallMs = Math.max(longest.wallMs, (event.dur ?? 0) / 1_000);
    longest.processorMs = Math.max(longest.processorMs, (event.tdur ?? 0) / 1_000);
  }
  return longest;
}
