import { at, type CliTrapGroup, harmless, met } from './cli-trap.ts';

export const whatItCosts: CliTrapGroup = {
  title: 'Logins, limits and the model',
  traps: [
    met(
      'Whatever the CLI can read, the agent can: the environment, files, /proc',
      'It holds a token of its session that is worthless elsewhere',
      at.container,
      'the credential of the model is in no container, row, file or log',
    ),
    met(
      'A second copy of a refresh token can log out the first, and the host with it',
      'A refresh token is never used or copied; the access token is read again for each call',
      at.refusal,
      'is read again from the login file for each call, and an expired one is refused with the fix',
    ),
    met(
      '401 is tried ten times, three minutes long',
      'The gateway answers a login that is not taken so that it ends at once',
      at.gatewayTurn,
      'a login the API refuses ends the turn at once, and says what mends it',
    ),
    met(
      '404 reads as a wrong model, 401 as ten tries',
      'A wrong token is 403, once',
      at.gatewayTurn,
      'a wrong token: one 403, at once, with the reason',
    ),
    met(
      'Under OAuth a 429 is final and not tried again',
      'The agent is told to go on once the limit is over, by itself',
      at.conversation,
      'a used-up account is waited for, and then the agent goes on by itself',
    ),
    met(
      'retry-after above a minute is an immediate failure',
      'Limits of the account are waited for by us, not by the CLI',
      at.gatewayTurn,
      'a used-up account is final, in the words of the API, and its limits are kept',
    ),
    met(
      'A stream may be silent for five minutes before the CLI minds',
      'Watchdogs of our own, with times that can be set',
      at.state,
      'is stuck after %s',
    ),
    met(
      'Queued prompts would be burnt one after the other on a login that is not taken',
      'The queue waits until a person tries again',
      at.prompts,
      'a refused login does not use the queue up: it waits until a person tries again',
    ),
    met('HEAD / comes before the first call', 'It is let through', at.forward, 'lets HEAD / through'),
    met(
      'Whether the model is reached over ANTHROPIC_UNIX_SOCKET is undocumented',
      'Tried with the pinned version in each run, with a gateway that dies in mid-stream',
      at.gatewayTurn,
      'a gateway killed in mid-stream and started again: the turn completes',
    ),
    met(
      'The account’s own usage is only to be had from the API',
      'Asked for once an hour, with the login of the host',
      at.account,
      'asks how much of the account is used, once a session is served, and once an hour',
    ),
    harmless(
      'ANTHROPIC_AUTH_TOKEN comes without the OAuth beta',
      'The container uses CLAUDE_CODE_OAUTH_TOKEN, and the gateway sets its own headers',
    ),
    met(
      'An https base URL still speaks TLS over the socket',
      'The base URL is http',
      at.environment,
      'the variables that keep the agent quiet and patient are set',
    ),
  ],
};
