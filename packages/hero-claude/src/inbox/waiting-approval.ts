import type { Approval, Client } from 'hero-claude-sdk';
import { untilAnswered } from '../call/until-answered.ts';

/** A question with the name of the session it is from. */
export interface WaitingApproval extends Approval {
  session_name: string;
}

/** What waits for a person in all sessions, oldest first. */
export async function readInbox(
  client: Client,
  signal: AbortSignal,
): Promise<{ approvals: WaitingApproval[]; more: boolean }> {
  const [{ approvals, more }, sessions] = await untilAnswered(signal, () =>
    Promise.all([
      client.approval.list({ limit: 500 }, { signal }),
      client.session.list({ limit: 1000 }, { signal }),
    ]),
  );
  const names = new Map(sessions.map(({ session_id: id, name }) => [id, name]));
  return {
    approvals: approvals.map((approval) => ({
      ...approval,
      session_name: names.get(approval.session_id) ?? approval.session_id,
    })),
    more,
  };
}
