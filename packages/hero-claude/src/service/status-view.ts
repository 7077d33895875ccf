import type { Style } from '../output/output.ts';
import { facts, table } from '../output/table.ts';
import { span } from '../output/units.ts';
import type { ServiceStatus, Status } from './service-status.ts';

function stateText({ state, healthy, exit_code: code }: ServiceStatus, style: Style): string {
  switch (state) {
    case 'running':
      return healthy ? style.green('running') : style.red('does not answer');
    case 'unsupervised':
      return style.yellow('running without supervisor');
    case 'failed':
      return style.red(`failed${code === null ? '' : ` (exit code ${code})`}`);
    case 'waiting':
      return style.red('ended, will start again');
    case 'starting':
      return style.yellow('starting');
    case 'stopped':
      return style.dim('stopped');
    default:
      return state;
  }
}

/** The services, where they are reached, and what to do about what is not well. */
export function statusView(status: Status, style: Style, now = Date.now()): string {
  const { supervisor, services, dashboard } = status;
  const rows = services.map((service) => [
    service.name,
    stateText(service, style),
    service.pid === null ? '-' : String(service.pid),
    service.since === null ? '-' : span(now - Date.parse(service.since)),
    service.restarts === 0 ? '-' : String(service.restarts),
  ]);
  const lines = [table(['service', 'state', 'pid', 'for', 'restarts'], rows, style), ''];
  const running = services.some(({ healthy }) => healthy);
  const door = services.some(({ name, healthy }) => name === 'ui' && healthy);
  lines.push(
    facts(
      [
        ['dashboard', door ? (dashboard.login_url ?? dashboard.url ?? 'on its socket only') : undefined],
        ['log in with', door && dashboard.signed_tokens ? 'hero-claude token' : undefined],
        ['repositories', status.code_root],
        ['sessions', status.build_dir],
      ],
      style,
    ),
  );
  if (door && dashboard.exposed) {
    lines.push(style.red('other machines reach the dashboard without TLS: tokens can be read on the way'));
  }
  if (supervisor === null && running)
    lines.push(style.yellow('no supervisor runs; hero-claude start takes these over'));
  else if (!running) lines.push(style.dim('hero-claude start starts them'));
  return lines.join('\n');
}
