export interface ServerEvent {
  id: string;
  event: string;
  data: string;
}

/**
 * Splits the text of a `text/event-stream` into events; comments (heartbeats) are left out. `onId` hears of every
 * id, also of one that comes without an event: where a stream begins.
 */
export async function* parseEventStream(
  text: AsyncIterable<string>,
  onId: (id: string) => void = () => undefined,
): AsyncGenerator<ServerEvent> {
  let buffered = '';
  let id = '';
  let event = '';
  let data: string[] = [];
  for await (const chunk of text) {
    // A long line comes in many chunks and is looked through once.
    if (!/[\r\n]/.test(chunk) && !buffered.endsWith('\r')) {
      buffered += chunk;
      continue;
    }
    const lines = (buffered + chunk).split(/\r\n|\n|\r(?!$)/);
    buffered = lines.pop() ?? '';
    for (const line of lines) {
      if (line === '') {
        if (id !== '') onId(id);
        if (data.length > 0) yield { id, event: event === '' ? 'message' : event, data: data.join('\n') };
        event = '';
        data = [];
        continue;
      }
      const colon = line.indexOf(':');
      const field = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
      if (field === 'data') data.push(value);
      else if (field === 'event') event = value;
      else if (field === 'id') id = value;
    }
  }
}
