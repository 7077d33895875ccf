import { existsSync } from 'node:fs';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RpcCallError } from 'hero-claude-testkit';
import { vi } from 'vitest';
import { type StepName, type StepPoint, stepPoints } from '../../src/domain/step-points.ts';
import { registry } from '../../src/methods/index.ts';
import type { Fault } from './faulty-server.ts';

/** `make torture`: everything, however long it takes. */
export const torture = process.env['HERO_TORTURE'] !== undefined;

/** Where the faults at each step are tried: without an engine, and with one. */
export const triedAlone = ['create', 'destroy', 'restore', 'upgrade'] as const satisfies StepName[];
export const triedWithEngine = ['start', 'stop', 'sync', 'finish'] as const satisfies StepName[];

/** Every point of the steps named, as the table has them. */
export function pointsOf(...steps: StepName[]): StepPoint[] {
  return steps.flatMap((step) => stepPoints[step].map((point) => `${step}.${point}` as StepPoint));
}

/** Plans one fault for the next time a server comes to `point`. */
export async function plan(file: string, point: StepPoint, fault: Fault): Promise<void> {
  await rm(`${file}.reached`, { force: true });
  await writeFile(file, JSON.stringify({ point, fault }));
}

/** Whether a server came to the point; a plan that is still open is withdrawn. */
export async function happened(file: string): Promise<boolean> {
  await rm(file, { force: true });
  return existsSync(`${file}.reached`);
}

/** Waits until a server comes to the point that is planned. */
export async function reached(file: string): Promise<void> {
  await vi.waitUntil(() => existsSync(`${file}.reached`), { timeout: 20_000 });
}

const standard = ['rpc.cancelled', 'rpc.invalid_params'];

/** The kind of a declared error that the call ended with; throws for an undeclared one, and for none. */
export async function declaredErrorOf(method: string, call: Promise<unknown>): Promise<string> {
  const error: unknown = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof RpcCallError) || error.kind === undefined)
    throw new Error(`${method} did not fail: ${String(error)}`);
  const declared = [...(registry.get(method)?.errors ?? []), ...registry.errors].map(({ kind }) => kind);
  if (![...declared, ...standard].includes(error.kind))
    throw new Error(`${method} does not declare ${error.kind}: ${error.message}`);
  return error.kind;
}

/** What lies in BUILDDIR and its trash. */
export async function folders(buildDir: string): Promise<string[]> {
  const live = (await readdir(buildDir)).filter((name) => name !== '.trash');
  const trash = await readdir(join(buildDir, '.trash')).catch(() => []);
  return [...live, ...trash.map((name) => `.trash/${name}`)].sort();
}
