import { randomUUID } from 'node:crypto';
import type { Call } from 'hero-rpc';
import PQueue from 'p-queue';
import { readMcpServers } from '../../../adapters/claude/host/mcp-servers.ts';
import { readOperatorHooks } from '../../../adapters/claude/host/operator-hooks.ts';
import { checkUserEnv } from '../../../adapters/claude/launch/agent-environment.ts';
import { ensureReserve } from '../../../adapters/disk-space.ts';
import { removeTree } from '../../../adapters/file-tree.ts';
import type { RepoRecord, SessionRecord } from '../../../adapters/store/session-record.ts';
import { translateFileError } from '../../../adapters/translate-file-error.ts';
import { branchName, titleOf } from '../../../domain/delivery/branch-name.ts';
import { newSessionId } from '../../../domain/ids.ts';
import type { Identity, PreparedRepo, SourceRepo } from '../../../domain/repo/source-repo.ts';
import { duplicateRepo, shuttingDown } from '../../../domain/session/session-errors.ts';
import { type SessionFolder, sessionFolder } from '../../../domain/session/session-folder.ts';
import { type CreateParams, type SessionSpec, settleSpec } from '../../../domain/session/session-params.ts';
import { discardFolder, isFree, makeFolder } from '../folder.ts';
import type { SessionParts } from '../session-parts.ts';
import { hooksFile, mcpFile, writeConfig } from './session-config-files.ts';

const gib = 2 ** 30;
const copiesAtOnce = 2;

/** Everything that can be refused is refused here, before anything is copied. */
async function checkParams(
  parts: SessionParts,
  params: CreateParams,
  spec: SessionSpec,
): Promise<SourceRepo[]> {
  const { config, git, images } = parts;
  const twice = params.repos.find((repo, index) => params.repos.indexOf(repo) !== index);
  if (twice !== undefined) throw duplicateRepo({ repo: twice });
  checkUserEnv(spec.env);
  await ensureReserve(config.buildDir, config.diskReserveGb * gib);
  await git.checkLayout(config.codeRoot, config.buildDir);
  const sources = await Promise.all(
    params.repos.map((repo) => git.resolve(config.codeRoot, repo, { buildDir: config.buildDir })),
  );
  await readOperatorHooks(hooksFile(config), spec.hooks ?? []);
  parts.attachments.check(params.attachments ?? []);
  await readMcpServers(mcpFile(config), spec.mcp_servers, process.env);
  await images.checkChoice(spec.image);
  return sources;
}

/** An id that neither a row nor a folder of anybody has: what is there must never be taken for ours. */
async function freeSessionId({ records, config }: SessionParts): Promise<string> {
  for (;;) {
    const sessionId = newSessionId();
    if (records.find(sessionId) === undefined && (await isFree(config.buildDir, sessionId))) return sessionId;
  }
}

function newRecord(sessionId: string, params: CreateParams, spec: SessionSpec): SessionRecord {
  const now = new Date().toISOString();
  return {
    sessionId,
    name: params.name ?? titleOf(params.task),
    namedBy: params.name === undefined ? 'task' : 'person',
    task: params.task,
    status: 'creating',
    statusBefore: null,
    spec,
    labels: params.labels ?? {},
    agent: null,
    problem: null,
    resume: null,
    startPrompt: null,
    undelivered: false,
    money: null,
    diffSize: null,
    containerId: null,
    conversation: randomUUID(),
    taskUuid: randomUUID(),
    createdAt: now,
    updatedAt: now,
    startedAt: null,
    finishedAt: null,
    destroyedAt: null,
    repos: [],
  };
}

function recordOf(prepared: PreparedRepo, identity: Identity): RepoRecord {
  return {
    name: prepared.id,
    branch: prepared.branch,
    facts: {
      base: prepared.base,
      snapshot: prepared.snapshot.commit,
      identity,
      uncommittedFiles: prepared.snapshot.uncommitted_files,
      filteredPaths: prepared.filtered_paths,
      remoteUrl: prepared.remote?.url ?? null,
      notes: prepared.notes,
    },
    delivery: null,
  };
}

const phases = { vault: 'keep the history of', files: 'copy', snapshot: 'take the snapshot of' };

/** Vault, files and snapshot of every repository, two at a time. */
async function copyRepos(
  { git, progress, stopping }: SessionParts,
  record: SessionRecord,
  folder: SessionFolder,
  sources: SourceRepo[],
): Promise<RepoRecord[]> {
  const { sessionId, spec, name } = record;
  const queue = new PQueue({ concurrency: copiesAtOnce });
  const failed = new AbortController();
  const signal = AbortSignal.any([stopping, failed.signal]);
  const copy = async (source: SourceRepo): Promise<RepoRecord> => {
    const identity = await git.identity(source, { signal });
    const prepared = await git.prepare({
      source,
      folder,
      sessionId,
      branch: branchName(sessionId, name),
      ...(spec.base !== null && { base: spec.base }),
      clean: spec.clean,
      include: spec.include,
      identity,
      signal,
      onProgress: ({ phase, percent, bytes }) =>
        progress.report(sessionId, 'session.create', {
          phase: `${phases[phase]} ${source.id}`,
          percent,
          bytes,
        }),
    });
    return recordOf(prepared, identity);
  };
  const copies = sources.map((source) => queue.add(() => copy(source)));
  try {
    return await Promise.all(copies);
  } catch (error) {
    failed.abort(error);
    // Whatever is still copying must have let go of the folder before it is removed.
    await Promise.allSettled(copies);
    throw error;
  }
}

/** Why it failed is what the caller hears; what cannot be undone now is found by the next start of the server. */
async function undoCreate({ config, records, log }: SessionParts, sessionId: string): Promise<void> {
  try {
    const left = await discardFolder(config.buildDir, sessionFolder(config.buildDir, sessionId));
    records.delete(sessionId);
    await removeTree(left);
  } catch (error) {
    log.error({ err: error, session_id: sessionId }, 'a session that was not made could not be cleared away');
  }
}

/** Copies the repositories into a new session. On any failure nothing of the session is left. */
export async function createSession(
  parts: SessionParts,
  params: CreateParams,
  call: Pick<Call, 'user'>,
): Promise<SessionRecord> {
  const { config, records, lock, operations, progress, owner, reached, stopping } = parts;
  const began = performance.now();
  const spec = settleSpec(params, config);
  const sources = await checkParams(parts, params, spec);
  const record = newRecord(await freeSessionId(parts), params, spec);
  const { sessionId } = record;
  const log = (message: string, level: 'info' | 'error') => {
    const ms = performance.now() - began;
    operations.record({
      operation: 'session.create',
      session_id: sessionId,
      message,
      level,
      user: call.user,
      ms,
    });
  };
  using _held = await lock.hold(sessionId, 'create');
  records.insert(record);
  try {
    await reached('create.recorded', sessionId);
    const folder = await makeFolder(config.buildDir, sessionId, owner);
    await reached('create.folder_made', sessionId);
    const repos = await copyRepos(parts, record, folder, sources);
    await reached('create.copied', sessionId);
    await writeConfig(parts, { ...record, repos }, folder, {});
    await parts.attachments.attach(sessionId, record.taskUuid, params.attachments ?? []);
    await reached('create.configured', sessionId);
    records.putRepos(sessionId, repos);
    await reached('create.stored', sessionId);
    const created = records.change(sessionId, { status: 'created' });
    log(`created from ${params.repos.join(', ')}`, 'info');
    return created;
  } catch (thrown) {
    const error = translateFileError(thrown, config.buildDir);
    log((error as Error).message, 'error');
    await undoCreate(parts, sessionId);
    throw stopping.aborted ? shuttingDown({}, { cause: error }) : error;
  } finally {
    progress.clear(sessionId);
  }
}
