import { type OpenRpcDocument, openRpcDocument } from 'hero-rpc';
import { registry } from './methods/index.ts';
import { version } from './version.ts';

export const documentInfo = {
  title: 'hero-claude',
  version,
  description:
    'Runs many Claude Code agents, each in its own container with its own copy of your repositories.',
};

/** The document that clients are generated from; committed as `openrpc.json`. */
export function serverDocument(): OpenRpcDocument {
  return openRpcDocument(registry, documentInfo);
}
