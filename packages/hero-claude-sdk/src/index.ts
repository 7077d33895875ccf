export { type BatchCall, type Client, createClient, type FileToSend, type MethodTree } from './client.ts';
export { type Issue, RpcCallError, TransportError } from './errors.ts';
export { parseEventStream, type ServerEvent } from './event-stream.ts';
export { type FollowOptions, followEvents, type HeroEvent } from './events.ts';
export { type FetchOptions, fetchTransport } from './fetch-transport.ts';
export * from './methods.gen.ts';
export type { SendOptions, StreamOptions, Transport, UploadOptions } from './transport.ts';
