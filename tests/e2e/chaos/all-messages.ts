import type { Client, MessageView } from 'hero-claude-sdk';

export async function allMessages(client: Client, session_id: string): Promise<MessageView[]> {
  const all: MessageView[] = [];
  for (let after = 0; ; ) {
    const page = await client.session.messages({ session_id, after, limit: 1000 });
    all.push(...page.messages);
    if (!page.more) return all;
    after = page.next;
  }
}
