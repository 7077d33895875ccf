import type { Approval, Client } from 'hero-claude-sdk';
import { untilAnswered } from '../call/until-answered.ts';

/** A question with the name of the session it is from. */
export interface WaitingApproval extends Approval {
  session_name: string;
}

/** The questions with the names of their sessions. */
export async function withNames(
  approvals: readonly Approval[],
  client: Client,
  signal: AbortSignal,
): Promise<WaitingApproval[]> {
  const sessions = await client.session.list({ limit: 1000 }, { signal });
  const names = new Map(sessions.map(({ session_id: id, name }) => [id, name]));
  return approvals.map((approval) => ({
    ...approval,
    session_name: names.get(approval.session_id) ?? approval.session_id,
  }));
}

/** What waits for a person in all sessions, oldest first. */
export async function readInbox(
  client: Client,
  signal: AbortSignal,
): Promise<{ approvals: WaitingApproval[]; more: boolean }> {
  return untilAnswered(signal, async () => {
    const { approvals, more } = await client.approval.list({ limit: 500 }, { signal });
    return { approvals: await withNames(approvals, client, signal), more };
  });
}
