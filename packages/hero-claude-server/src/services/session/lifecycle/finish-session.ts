import { type Call, RpcError } from 'hero-rpc';
import type { RepoRecord, SessionRecord } from '../../../adapters/store/session-record.ts';
import { type DeliveryPlan, planDelivery } from '../../../domain/delivery/delivery.ts';
import { deliverySeveralFailed } from '../../../domain/delivery/delivery-errors.ts';
import { sessionFolder } from '../../../domain/session/session-folder.ts';
import type { FinishedRepo } from '../../../domain/session/session-results.ts';
import type { FinishParams } from '../../server-context.ts';
import { quietAgent } from '../agent/quiet-agent.ts';
import type { SessionParts } from '../session-parts.ts';
import { deliverRepo } from './deliver-repo.ts';
import { endAgent } from './stop-session.ts';

/** @throws delivery.includes_uncommitted */
function plan(record: SessionRecord, params: FinishParams): DeliveryPlan[] {
  return planDelivery(
    record.repos.map(({ name, facts }) => ({
      repo: name,
      baseCommit: facts.base.commit,
      uncommittedFiles: facts.uncommittedFiles,
    })),
    params.uncommitted ?? record.spec.uncommitted,
  );
}

/**
 * Brings the work of every repository out and pushes it. One that fails does not hold up the others: what
 * was pushed is recorded, so that saying it again goes on where it stopped.
 * @throws the failure of the one repository, or delivery.several_failed
 */
async function deliverAll(
  parts: SessionParts,
  record: SessionRecord,
  params: FinishParams,
): Promise<FinishedRepo[]> {
  const { records, containers, progress, config } = parts;
  const { sessionId } = record;
  const plans = plan(record, params);
  const folder = sessionFolder(config.buildDir, sessionId);
  const finished: FinishedRepo[] = [];
  const failures: { repo: string; error: RpcError }[] = [];
  let repos = record.repos;
  await containers.use(record, async (exec) => {
    for (const repo of record.repos) {
      progress.report(sessionId, 'session.finish', { phase: `deliver ${repo.name}` });
      const { leaveOut = null } = plans.find((each) => each.repo === repo.name) ?? {};
      const request = { record, repo, folder, exec, leaveOut, message: params.message };
      try {
        const delivered = await deliverRepo(parts, request);
        repos = repos.map((each): RepoRecord => (each.name === repo.name ? delivered.repo : each));
        records.putRepos(sessionId, repos);
        finished.push(delivered.result);
      } catch (error) {
        if (!(error instanceof RpcError && error.kind.startsWith('delivery.'))) throw error;
        failures.push({ repo: repo.name, error });
      }
    }
  });
  const [first, second] = failures;
  if (second !== undefined) {
    const told = failures.map(({ repo, error: { kind, message } }) => ({ repo, kind, message }));
    throw deliverySeveralFailed({ failures: told }, { cause: first?.error });
  }
  if (first !== undefined) throw first.error;
  return finished;
}

/** Delivers every repository, then ends the agent. */
export async function finishSession(
  parts: SessionParts,
  params: FinishParams,
  call: Call,
): Promise<{ record: SessionRecord; repos: FinishedRepo[] }> {
  const { steps, records, containers, reached } = parts;
  const sessionId = params.session_id;
  const before = steps.check('finish', sessionId);
  plan(before, params);
  await quietAgent(parts, before, params.interrupt ?? false);
  return steps.run({ action: 'finish', sessionId, call, during: 'completing' }, async (record) => {
    const finished = await deliverAll(parts, record, params);
    await reached('finish.stored', sessionId);
    await endAgent(parts, records.get(sessionId));
    await reached('finish.agent_ended', sessionId);
    await containers.endSide(sessionId);
    const undelivered = finished.some(
      ({ undelivered: refs, commits, pushed }) => refs.length > 0 || (commits > 0 && !pushed),
    );
    const done = records.change(sessionId, {
      status: 'completed',
      problem: null,
      resume: null,
      agent: null,
      undelivered,
      finishedAt: new Date().toISOString(),
    });
    return { record: done, repos: finished };
  });
}
