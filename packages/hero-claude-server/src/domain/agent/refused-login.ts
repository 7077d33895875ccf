import type { Problem } from '../session/session.ts';
import type { AgentFacts } from './agent-facts.ts';

/** The last turn ended because the model does not take the login. */
export function isLoginRefused({ verdict }: AgentFacts): boolean {
  return verdict?.isError === true && (verdict.apiErrorStatus === 401 || verdict.apiErrorStatus === 403);
}

export const loginRefusedKind = 'model.login_refused';

const fix =
  'hero-claude doctor shows which login is used. Put a fresh CLAUDE_CODE_OAUTH_TOKEN (claude setup-token) or ' +
  'ANTHROPIC_API_KEY into ~/hero/cfg/hero_claude/env, or log in again with claude auth login; session send goes on';

/** What a person has to mend before the session goes on. */
export function loginProblem({ verdict }: AgentFacts): Problem {
  const said = verdict?.text ?? 'The model refused the login';
  return {
    kind: loginRefusedKind,
    message: `${said}. ${fix}`,
    since: new Date(verdict?.at ?? 0).toISOString(),
  };
}
