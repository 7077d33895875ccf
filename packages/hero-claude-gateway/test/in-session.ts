import { runInContainer } from './run-in-container.ts';

const proxy = 'http://127.0.0.1:3128';
const proxies = {
  http_proxy: proxy,
  https_proxy: proxy,
  HTTP_PROXY: proxy,
  HTTPS_PROXY: proxy,
  no_proxy: '',
  NO_PROXY: '',
};

/** Runs a script behind the forwarder that every session container has, and gives its output by line. */
export async function inSession(runDir: string, script: string): Promise<string[]> {
  const forwarder =
    'socat TCP-LISTEN:3128,bind=127.0.0.1,fork,reuseaddr UNIX-CONNECT:/run/hero/egress.sock & ' +
    'until (exec 3<>/dev/tcp/127.0.0.1/3128) 2>/dev/null; do :; done';
  const run = await runInContainer(runDir, ['bash', '-c', `${forwarder}\n${script}`], proxies);
  return run.stdout.trim().split('\n');
}
