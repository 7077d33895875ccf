export interface SendOptions {
  signal?: AbortSignal | undefined;
}

export interface StreamOptions extends SendOptions {
  lastEventId?: string | undefined;
}

export interface UploadOptions extends SendOptions {
  mediaType?: string | undefined;
  /** In bytes, where it is known before. */
  size?: number | undefined;
}

/** Carries bytes to a server and back; knows nothing of JSON-RPC. */
export interface Transport {
  /** Posts a JSON body and gives the JSON text of the answer, '' for none. */
  post(path: string, body: string, options?: SendOptions): Promise<string>;
  /** Opens an event stream and gives its text as it comes. */
  stream(path: string, options?: StreamOptions): Promise<AsyncIterable<string>>;
  /** Sends a file as it is read and gives the JSON text of the answer; not every transport can. */
  upload?(path: string, body: AsyncIterable<Uint8Array>, options?: UploadOptions): Promise<string>;
  /** Reads a resource. */
  get(path: string, options?: SendOptions): Promise<string>;
}
