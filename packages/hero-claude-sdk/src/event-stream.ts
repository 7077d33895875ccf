export interface ServerEvent {
  id: string;
  event: string;
  data: string;
}

/** Splits the text of a `text/event-stream` into events; comments (heartbeats) are left out. */
export async function* parseEventStream(text: AsyncIterable<string>): AsyncGenerator<ServerEvent> {
  let buffered = '';
  let id = '';
  let event = '';
  let data: string[] = [];
  for await (const chunk of text) {
    const lines = (buffered + chunk).split(/\r\n|\n|\r(?!$)/);
    buffered = lines.pop() ?? '';
    for (const line of lines) {
      if (line === '') {
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
