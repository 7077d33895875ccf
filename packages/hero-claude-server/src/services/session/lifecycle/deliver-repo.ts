import type { AirlockRepo } from '../../../adapters/git/delivery/airlock.ts';
import type { BroughtWork } from '../../../adapters/git/delivery/bring-work.ts';
import type { RepoRecord, SessionRecord } from '../../../adapters/store/session-record.ts';
import type { ContainerExec } from '../../../domain/container/container-exec.ts';
import type { Delivery } from '../../../domain/session/session.ts';
import type { SessionFolder } from '../../../domain/session/session-folder.ts';
import type { FinishedRepo } from '../../../domain/session/session-results.ts';
import type { SessionParts } from '../session-parts.ts';
import { commitMessage } from './commit-message.ts';
import { airlockRepo } from './repo-sides.ts';

export interface DeliverRequest {
  record: SessionRecord;
  repo: RepoRecord;
  folder: SessionFolder;
  exec: ContainerExec;
  /** Replay the work onto this commit, without the user's own uncommitted changes. */
  leaveOut: string | null;
  message: string | undefined;
}

const noForge = 'no forge is configured: the branch is pushed, open the pull request there';

/**
 * The remote as the source names it today, with what it needs to log in; a source that is gone leaves the one
 * recorded at creation.
 */
async function remoteOf({ git, config }: SessionParts, repo: RepoRecord): Promise<string | null> {
  const { codeRoot, buildDir } = config;
  try {
    const source = await git.resolve(codeRoot, repo.name, { buildDir });
    return await git.pushAddress(source, repo.facts.base.ref);
  } catch {
    return repo.facts.remoteUrl;
  }
}

function resultOf(
  name: string,
  delivery: Delivery,
  { undelivered }: BroughtWork,
  notes: string[],
): FinishedRepo {
  const { commit, branch, commits, pushed, remote, pr_url, reason } = delivery;
  return {
    name,
    commit,
    branch,
    commits,
    pushed,
    remote,
    pr_url,
    ...(reason !== undefined && { reason }),
    undelivered,
    notes,
  };
}

function nothingToDeliver(repo: RepoRecord, { undelivered }: BroughtWork): FinishedRepo {
  return {
    name: repo.name,
    commit: null,
    branch: repo.branch,
    commits: 0,
    pushed: false,
    remote: repo.facts.remoteUrl,
    pr_url: null,
    reason: 'there is nothing to deliver',
    undelivered,
    notes: [],
  };
}

async function push(
  parts: SessionParts,
  { record, repo }: DeliverRequest,
  sides: AirlockRepo,
  commit: string,
): Promise<{ remote: string | null; pushed: boolean; reason: string; notes: string[] }> {
  const remote = await remoteOf(parts, repo);
  if (remote === null) {
    const next = 'give it one, start the session and finish again';
    const reason = `${repo.name} has no remote; the commits are in ${sides.vault.dir}: ${next}`;
    return { remote: null, pushed: false, reason, notes: [] };
  }
  const report = (percent?: number) =>
    parts.progress.report(record.sessionId, 'session.finish', {
      phase: `push ${repo.name}`,
      ...(percent !== undefined && { percent }),
    });
  report();
  const pushed = await parts.airlock.push({
    vault: sides.vault,
    commit,
    branch: repo.branch,
    remote,
    delivered: repo.delivery?.pushed === true ? repo.delivery.commit : null,
    onProgress: report,
    signal: parts.stopping,
  });
  return { remote: pushed.remote, pushed: true, reason: noForge, notes: pushed.notes };
}

/** Brings one repository's work through the airlock and pushes it. */
export async function deliverRepo(
  parts: SessionParts,
  request: DeliverRequest,
): Promise<{ repo: RepoRecord; result: FinishedRepo }> {
  const { record, repo, folder, exec, leaveOut, message } = request;
  const snapshot = await parts.git.standingSnapshot({
    id: repo.name,
    folder,
    exec,
    snapshot: repo.facts.snapshot,
    signal: parts.stopping,
  });
  const sides = { ...airlockRepo(record, repo, folder, exec), snapshot };
  // Only an agent's container has a way to the model.
  const suggested =
    message === undefined && record.containerId !== null ? await commitMessage(parts, repo.name, exec) : null;
  let outBytes = 0;
  const broughtOut = (bytes: number, done = false) => {
    outBytes = bytes;
    const phase = `bring out ${repo.name}`;
    parts.progress.report(record.sessionId, 'session.finish', {
      phase,
      bytes,
      ...(done && { percent: 100 }),
    });
  };
  const work = await parts.airlock.bringWork(sides, {
    commit: { message: message ?? suggested ?? record.name, identity: repo.facts.identity },
    leaveOut,
    filteredPaths: repo.facts.filteredPaths,
    onBytes: (bytes) => broughtOut(bytes),
    signal: parts.stopping,
  });
  if (work.imported === null || work.head === null) return { repo, result: nothingToDeliver(repo, work) };
  broughtOut(outBytes, true);
  const { commit, commits } = work.imported;
  await parts.reached('finish.brought', record.sessionId);
  const { notes, ...outcome } = await push(parts, request, sides, commit);
  await parts.reached('finish.pushed', record.sessionId);
  const at = new Date().toISOString();
  const delivery: Delivery = {
    commit,
    head: work.head,
    branch: repo.branch,
    commits,
    pr_url: null,
    at,
    ...outcome,
  };
  return {
    repo: { ...repo, delivery },
    result: resultOf(repo.name, delivery, work, [...work.notes, ...notes]),
  };
}
