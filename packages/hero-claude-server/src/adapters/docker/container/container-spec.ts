/** Host folders of a session that every container over it sees. Each must exist. */
export interface SessionMounts {
  code: string;
  claude: string;
  home: string;
  cfg: string;
  /** Generated files for a user id the image does not know. */
  passwd?: string;
  group?: string;
}

/** What only the agent sees: the gateway's sockets and the conversation journals. */
export interface AgentMounts {
  run: string;
  journals: { in: string; out: string; err: string };
}

export interface Limits {
  /** More than the machine has are all it has. */
  cpus: number;
  /** Memory and swap together; what is in /tmp counts. */
  memoryBytes: number;
  pids: number;
  /** Open files per process; lowered to the engine's own hard limit. */
  openFiles: number;
  tmpBytes: number;
}

/** What is common to all containers over one session. */
export interface SessionSpec {
  sessionId: string;
  /** Image id or reference that the engine has. */
  image: string;
  user: { uid: number; gid: number };
  /** Absolute path in the container. */
  workingDir: string;
  env: Readonly<Record<string, string>>;
  limits: Limits;
  mounts: SessionMounts;
  /** An OCI runtime of the engine other than its default, such as runsc. */
  runtime?: string;
}

export interface AgentSpec extends SessionSpec {
  agentMounts: AgentMounts;
  argv: readonly [string, ...string[]];
}

export const containerPaths = {
  code: '/workspace/code',
  claude: '/workspace/.claude',
  home: '/home/agent',
  cfg: '/run/hero-cfg',
  run: '/run/hero',
  in: '/run/hero-io/in',
  out: '/run/hero-io/out',
  err: '/run/hero-io/err',
  passwd: '/etc/passwd',
  group: '/etc/group',
} as const;
