/** Longer records are cut: no path git can make is. */
const maxRecordBytes = 64 * 1024;

/** Cuts a stream of bytes at NUL bytes. The callback may ask to pass over the record that follows. */
export class NulRecords {
  readonly #onRecord: (record: Buffer) => 'skip next' | undefined;
  #pending: Buffer = Buffer.alloc(0);
  #skip = false;

  constructor(onRecord: (record: Buffer) => 'skip next' | undefined) {
    this.#onRecord = onRecord;
  }

  push(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(0); end !== -1; end = chunk.indexOf(0, start)) {
      this.#emit(Buffer.concat([this.#pending, chunk.subarray(start, end)]));
      this.#pending = Buffer.alloc(0);
      start = end + 1;
    }
    if (this.#pending.length < maxRecordBytes) {
      this.#pending = Buffer.concat([this.#pending, chunk.subarray(start)]);
    }
  }

  #emit(record: Buffer): void {
    if (this.#skip) this.#skip = false;
    else this.#skip = this.#onRecord(record.subarray(0, maxRecordBytes)) === 'skip next';
  }
}
