import { RpcCallError, TransportError, type WireError } from './errors.ts';
import { type FollowOptions, followEvents, type HeroEvent } from './events.ts';
import { type Attachment, type MethodName, type Methods, methodNames } from './methods.gen.ts';
import type { SendOptions, Transport } from './transport.ts';

type Params<Name extends MethodName> = Methods[Name]['params'];
type Result<Name extends MethodName> = Methods[Name]['result'];

type CallArguments<Name extends MethodName> =
  Record<string, never> extends Params<Name>
    ? [params?: Params<Name>, options?: SendOptions]
    : [params: Params<Name>, options?: SendOptions];

type MethodFunction<Name extends MethodName> = (...args: CallArguments<Name>) => Promise<Result<Name>>;

type Noun = MethodName extends `${infer N}.${string}` ? N : never;

/** `client.session.create({…})` for every `session.create` of the document. */
export type MethodTree = {
  [N in Noun]: {
    [Name in Extract<MethodName, `${N}.${string}`> as Name extends `${N}.${infer Verb}`
      ? Verb
      : never]: MethodFunction<Name>;
  };
};

export interface Client extends MethodTree {
  /** Calls a method by its name. */
  call<Name extends MethodName>(name: Name, ...args: CallArguments<Name>): Promise<Result<Name>>;
  /** Sends several calls as one batch; each settles on its own. */
  batch(calls: readonly BatchCall[], options?: SendOptions): Promise<PromiseSettledResult<unknown>[]>;
  /** Sends a file that prompts can bring along by its `upload_id`. */
  upload(file: FileToSend, options?: SendOptions): Promise<Attachment>;
  /** What happens, as it happens; survives restarts of the server. */
  follow(options?: FollowOptions): AsyncGenerator<HeroEvent>;
  readonly transport: Transport;
}

export interface BatchCall {
  method: MethodName;
  params?: object;
}

export interface FileToSend {
  name: string;
  body: AsyncIterable<Uint8Array>;
  /** `image/png`, …; a picture is shown to the model. */
  mediaType?: string;
  /** In bytes, where it is known before. */
  size?: number;
}

interface Response {
  id?: unknown;
  result?: unknown;
  error?: WireError;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new TransportError(`The answer is not JSON: ${text.slice(0, 80)}`, { cause: error });
  }
}

function settle(method: string, response: Response | undefined): unknown {
  if (response?.error !== undefined) throw new RpcCallError(method, response.error);
  if (response === undefined || !('result' in response)) {
    throw new TransportError(`The server gave no answer to ${method}`);
  }
  return response.result;
}

/** A call that was refused before it became one is answered with an HTTP status, and a JSON-RPC error all the same. */
function refusalIn(method: string, error: unknown): unknown {
  if (!(error instanceof TransportError) || error.body === undefined) return error;
  try {
    const { error: refusal } = JSON.parse(error.body) as Response;
    return refusal === undefined ? error : new RpcCallError(method, refusal);
  } catch {
    return error;
  }
}

/** A client over any transport; see `hero-claude-sdk/node` for Unix sockets. */
export function createClient(transport: Transport): Client {
  const post = async (method: string, message: object, options: SendOptions): Promise<unknown> => {
    try {
      return parse(await transport.post('/rpc', JSON.stringify(message), options));
    } catch (error) {
      // Whoever took the call back gets their own reason, not that of the connection it was on.
      options.signal?.throwIfAborted();
      throw refusalIn(method, error);
    }
  };
  const call = async (method: string, params: object = {}, options: SendOptions = {}): Promise<unknown> =>
    settle(method, (await post(method, { jsonrpc: '2.0', id: 1, method, params }, options)) as Response);
  const batch = async (calls: readonly BatchCall[], options: SendOptions = {}) => {
    const messages = calls.map(({ method, params = {} }, id) => ({ jsonrpc: '2.0', id, method, params }));
    const answers = await post('batch', messages, options);
    if (!Array.isArray(answers)) return settle('batch', answers as Response) as never;
    return Promise.allSettled(
      calls.map(async ({ method }, id) =>
        settle(
          method,
          (answers as Response[]).find((answer) => answer.id === id),
        ),
      ),
    );
  };
  const upload = async ({ name, body, ...about }: FileToSend, options: SendOptions = {}) => {
    if (transport.upload === undefined) throw new TransportError('This transport cannot send files');
    try {
      const path = `/upload?name=${encodeURIComponent(name)}`;
      return parse(await transport.upload(path, body, { ...about, ...options })) as Attachment;
    } catch (error) {
      options.signal?.throwIfAborted();
      throw refusalIn('upload', error);
    }
  };
  const tree: Record<string, Record<string, unknown>> = {};
  for (const name of methodNames) {
    const [noun = '', verb = ''] = name.split('.');
    (tree[noun] ??= {})[verb] = (params?: object, options?: SendOptions) => call(name, params, options);
  }
  return Object.assign(tree as unknown as MethodTree, {
    call: call as Client['call'],
    batch,
    upload,
    follow: (options?: FollowOptions) => followEvents(transport, options),
    transport,
  });
}
