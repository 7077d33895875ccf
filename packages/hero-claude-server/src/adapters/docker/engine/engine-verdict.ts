import { hostname, release } from 'node:os';
import { RpcError } from 'hero-rpc';
import { engineFailed, engineRemote, engineRootless } from '../../../domain/container/engine-errors.ts';
import { type BindProbe, seesOurFiles } from './bind-probe.ts';
import { type EngineInfo, readEngineInfo } from './engine-info.ts';

/** Whether sessions can run on the engine, and if not, why. */
export type EngineVerdict =
  | ({
      usable: true;
      endpoint: string;
      /** `assumed` when nothing spoke against it and there was no image to prove it with. */
      bindMounts: 'proved' | 'assumed';
      /** Sentences for people. */
      warnings: string[];
    } & EngineInfo)
  | { usable: false; endpoint: string; problem: RpcError };

const timeoutMs = 10_000;

function warningsOf(info: EngineInfo): string[] {
  const warnings: string[] = [];
  if (!info.liveRestore) warnings.push('live-restore is off: agents end when the engine is restarted');
  if (info.missingLimits.length > 0)
    warnings.push(`the engine does not limit ${info.missingLimits.join(', ')}`);
  if (info.storageDriver === 'vfs')
    warnings.push('the storage driver "vfs" copies the whole image per container');
  return warnings;
}

/** The same kernel under the same name is this machine; anything else may be a VM or a forwarded socket. */
function isThisMachine(info: EngineInfo): boolean {
  return info.hostName === hostname() && info.kernel === release();
}

/** @param image any image that may be there; with none, mounts of a doubtful engine cannot be proved */
export async function judgeEngine(probe: BindProbe, image: string | undefined): Promise<EngineVerdict> {
  const { endpoint } = probe.connection;
  const unusable = (problem: RpcError): EngineVerdict => ({ usable: false, endpoint: endpoint.url, problem });
  try {
    const info = await readEngineInfo(probe.connection, AbortSignal.timeout(timeoutMs));
    if (info.rootless) return unusable(engineRootless({ endpoint: endpoint.url }));
    const seen = image === undefined ? undefined : await seesOurFiles(probe, image);
    const remote = (reason: string) => unusable(engineRemote({ endpoint: endpoint.url, reason }));
    if (seen === false) return remote('a folder of this machine is missing there');
    if (seen === undefined && endpoint.socketPath === undefined && !isThisMachine(info)) {
      return remote(`it runs on "${info.hostName}" and nothing shows that it sees the files of this machine`);
    }
    const bindMounts = seen === true ? 'proved' : 'assumed';
    return { usable: true, endpoint: endpoint.url, bindMounts, warnings: warningsOf(info), ...info };
  } catch (error) {
    if (error instanceof RpcError) return unusable(error);
    return unusable(
      engineFailed({ operation: 'describe itself', status: null, reason: String(error) }, { cause: error }),
    );
  }
}
