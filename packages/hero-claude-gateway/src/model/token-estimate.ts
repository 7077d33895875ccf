/** On the high side for prose and code, about right for JSON and other scripts than Latin. */
const bytesPerToken = 3;
/** Images and documents, as base64: a picture of a megabyte is a few thousand tokens. */
const encodedBytesPerToken = 20;
/** Words are not that long. */
const shortestEncodedRun = 1_024;

const isEncoded = new Uint8Array(256);
for (const char of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=') {
  isEncoded[char.charCodeAt(0)] = 1;
}

/** Estimates how many tokens so much text is. */
export function tokensOf(bytes: number): number {
  return Math.ceil(bytes / bytesPerToken);
}

/** Estimates how many tokens a request's body is, while its bytes pass. */
export class TokenEstimate {
  #bytes = 0;
  #encoded = 0;
  #run = 0;

  write(chunk: Uint8Array): void {
    this.#bytes += chunk.length;
    // In a variable: this runs for every byte of every request.
    let run = this.#run;
    for (let i = 0; i < chunk.length; i += 1) {
      if (isEncoded[chunk[i] ?? 0] === 1) run += 1;
      else {
        if (run >= shortestEncodedRun) this.#encoded += run;
        run = 0;
      }
    }
    this.#run = run;
  }

  get tokens(): number {
    const encoded = this.#encoded + (this.#run >= shortestEncodedRun ? this.#run : 0);
    return Math.ceil((this.#bytes - encoded) / bytesPerToken + encoded / encodedBytesPerToken);
  }
}
