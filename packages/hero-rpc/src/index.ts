export type { CallRecord } from './call-record.ts';
export { type Answer, createDispatcher, type Dispatcher, type DispatcherOptions } from './dispatcher.ts';
export {
  type DefinedError,
  defineError,
  type ErrorDefinition,
  type Issue,
  RpcError,
  type RpcErrorInit,
  type WireError,
} from './errors.ts';
export { type Family, type FamilyInfo, families } from './families.ts';
export type { JsonSchema } from './json-schema.ts';
export { maxBatch, maxBodyBytes } from './limits.ts';
export { callMcpTool, type McpTool, type McpToolResult, mcpTools } from './mcp.ts';
export { type Call, type Caller, type CliHints, type McpHints, type Method, methodsFor } from './method.ts';
export { nearest } from './nearest.ts';
export { type DocumentInfo, openRpcDocument } from './openrpc.ts';
export type { OpenRpcDocument, OpenRpcError, OpenRpcMethod, OpenRpcParam } from './openrpc-document.ts';
export { referencePage } from './reference-page.ts';
export { createRegistry, type Registry } from './registry.ts';
export { Role, roleAllows } from './role.ts';
export { cancelled, forbidden } from './standard-errors.ts';
