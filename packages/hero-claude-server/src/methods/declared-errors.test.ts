import type { ErrorDefinition } from 'hero-rpc';
import { expect, test } from 'vitest';
import * as agent from '../domain/agent/agent-errors.ts';
import * as journal from '../domain/agent/journal-errors.ts';
import * as approval from '../domain/approval/approval-errors.ts';
import * as hook from '../domain/approval/hook-errors.ts';
import * as egress from '../domain/container/egress-errors.ts';
import * as engine from '../domain/container/engine-errors.ts';
import * as gateway from '../domain/container/gateway-errors.ts';
import * as image from '../domain/container/image-errors.ts';
import * as terminal from '../domain/container/terminal-errors.ts';
import * as queue from '../domain/conversation/queue-errors.ts';
import * as upload from '../domain/conversation/upload-errors.ts';
import * as delivery from '../domain/delivery/delivery-errors.ts';
import * as disk from '../domain/disk-errors.ts';
import * as git from '../domain/repo/git-errors.ts';
import * as repo from '../domain/repo/repo-errors.ts';
import * as file from '../domain/session/file-errors.ts';
import * as session from '../domain/session/session-errors.ts';
import * as store from '../domain/store-errors.ts';
import { registry } from './index.ts';

const modules = [
  agent,
  approval,
  delivery,
  egress,
  disk,
  engine,
  file,
  gateway,
  git,
  hook,
  image,
  journal,
  queue,
  repo,
  session,
  store,
  terminal,
  upload,
];

/** What no caller hears of: whoever answers a question settles it, what the gateway forgot is a problem, a newer database ends the start. */
const internal = new Set([
  agent.questionGone.kind,
  // Nobody waits for a name or a message.
  agent.sideTurnFailed.kind,
  gateway.gatewayForgot.kind,
  // A session shows them as its problem and runs on.
  session.sessionMemoryLimit.kind,
  session.sessionProcessLimit.kind,
  session.sessionTmpFull.kind,
  store.storeNewer.kind,
  // Said on paths that are no methods.
  terminal.terminalCrowded.kind,
  upload.uploadTooLarge.kind,
  upload.uploadNoRoom.kind,
  upload.uploadCut.kind,
]);

function isDefinition(value: unknown): value is ErrorDefinition {
  return typeof value === 'function' && 'kind' in value && 'family' in value;
}

test('every error of the domain is announced by a method', () => {
  const declared = new Set(
    [...registry.errors, ...registry.methods.flatMap(({ errors = [] }) => errors)].map(({ kind }) => kind),
  );
  const defined = modules.flatMap((module): unknown[] => Object.values(module)).filter(isDefinition);
  expect(defined.length).toBeGreaterThan(50);
  const kinds = defined.map(({ kind }) => kind).filter((kind) => !internal.has(kind));
  expect(kinds.filter((kind) => !declared.has(kind))).toEqual([]);
});
