import { type OpenRpcDocument, openRpcDocument } from 'hero-rpc';
import { registry } from './control/registry.ts';
import { version } from './version.ts';

export const documentInfo = {
  title: 'hero-claude gateway',
  version,
  description:
    'The control side of the gateway: which sessions are served, what they used and what was refused.',
};

/** The document of the control socket; committed as `openrpc.json`. */
export function gatewayDocument(): OpenRpcDocument {
  return openRpcDocument(registry, documentInfo);
}
