export { gatewayDocument } from './openrpc.ts';
