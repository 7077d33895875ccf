/** Every reason for which the gateway itself answers a model call; a closed list, to count by. */
export type ModelReason =
  | 'path_not_allowed'
  | 'wrong_token'
  | 'no_credential'
  | 'login_refused'
  | 'request_too_large'
  | 'malformed_request'
  | 'reach_refused'
  | 'too_many_connections'
  | 'budget_reached'
  | 'budget_held'
  | 'price_unknown'
  | 'upstream_unreachable'
  | 'upstream_timeout';

const answers: Record<ModelReason, { status: number; type: string }> = {
  path_not_allowed: { status: 403, type: 'permission_error' },
  wrong_token: { status: 403, type: 'permission_error' },
  // Not 401: Claude Code asks ten times over three minutes before it shows that one.
  no_credential: { status: 403, type: 'authentication_error' },
  login_refused: { status: 403, type: 'authentication_error' },
  request_too_large: { status: 413, type: 'request_too_large' },
  reach_refused: { status: 403, type: 'permission_error' },
  malformed_request: { status: 400, type: 'invalid_request_error' },
  too_many_connections: { status: 529, type: 'overloaded_error' },
  // Claude Code ends the turn with the message at once. It would take 403 for a bad login and 429 for the
  // account's limit, and asks six times before it shows a 400 that is an invalid_request_error.
  budget_reached: { status: 402, type: 'billing_error' },
  price_unknown: { status: 402, type: 'billing_error' },
  // 5xx is what Claude Code waits out and asks again.
  upstream_unreachable: { status: 502, type: 'api_error' },
  budget_held: { status: 503, type: 'api_error' },
  upstream_timeout: { status: 504, type: 'timeout_error' },
};

/** An answer of the gateway's own to a model call, in the error shape of the Messages API. */
export class ModelRefusal extends Error {
  override readonly name = 'ModelRefusal';
  readonly reason: ModelReason;

  constructor(reason: ModelReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }

  get status(): number {
    return answers[this.reason].status;
  }

  get body(): string {
    const { type } = answers[this.reason];
    const message = `hero-claude gateway: ${this.message}`;
    return JSON.stringify({ type: 'error', error: { type, message } });
  }
}
