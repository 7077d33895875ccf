import { type Logger, pino } from 'pino';

/** JSON lines on stderr; whoever runs the service keeps them. */
export function createLogger(level: string): Logger {
  return pino(
    { name: 'hero_claude_server', level, redact: ['token', '*.token', 'authorization', '*.authorization'] },
    pino.destination({ fd: 2, sync: true }),
  );
}
