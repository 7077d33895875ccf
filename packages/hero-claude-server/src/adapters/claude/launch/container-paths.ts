/** Where a session's folders are mounted in its container. */
export const containerPaths = {
  claudeConfig: '/workspace/.claude',
  home: '/home/agent',
  cfg: '/run/hero-cfg',
  sockets: '/run/hero',
  io: '/run/hero-io',
} as const;

export type ContainerPaths = { [Name in keyof typeof containerPaths]: string };
