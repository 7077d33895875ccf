import { join } from 'node:path';

/** Where everything of a session is on the host; design names of the original, kept. */
export interface SessionFolder {
  root: string;
  code: string;
  claude: string;
  home: string;
  cfg: string;
  /** Files that people sent with prompts; containers see links to them in `cfg`. */
  attachments: string;
  vaults: string;
  state: string;
  logs: string;
  rsyncLog: string;
  /** The agent's output journal. */
  out: string;
  err: string;
  in: string;
}

export function sessionFolder(buildDir: string, sessionId: string): SessionFolder {
  return folderAt(join(buildDir, sessionId));
}

export function trashFolder(buildDir: string, sessionId: string): SessionFolder {
  return folderAt(join(buildDir, '.trash', sessionId));
}

function folderAt(root: string): SessionFolder {
  const logs = join(root, 'logs');
  return {
    root,
    code: join(root, 'code'),
    claude: join(root, 'claude'),
    home: join(root, 'home'),
    cfg: join(root, 'cfg'),
    attachments: join(root, 'attachments'),
    vaults: join(root, 'vault'),
    state: join(root, 'state'),
    logs,
    rsyncLog: join(logs, 'rsync.log'),
    out: join(logs, 'claude.log'),
    err: join(logs, 'container.log'),
    in: join(logs, 'in'),
  };
}

export function vaultPath(folder: SessionFolder, repo: string): string {
  return join(folder.vaults, `${repo}.git`);
}

/** The repository's path inside the container. */
export function containerRepoDir(repo: string): string {
  return `/workspace/code/${repo}`;
}
