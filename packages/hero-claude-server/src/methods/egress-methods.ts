import { AllowParams, AllowResult, EgressLogPage, EgressLogParams } from '../domain/container/egress.ts';
import { egressListFull } from '../domain/container/egress-errors.ts';
import { gatewayErrors } from '../domain/container/gateway-errors.ts';
import { sessionNotFound } from '../domain/session/session-errors.ts';
import { stepErrors } from './error-groups.ts';
import { method } from './method.ts';

export const egressLog = method({
  name: 'egress.log',
  summary: 'Read what sessions asked to reach, and what came of it',
  description:
    'Oldest first. Equal decisions within a minute are one entry with a count, which may grow after it was read.',
  params: EgressLogParams,
  result: EgressLogPage,
  errors: [sessionNotFound, ...gatewayErrors],
  role: 'viewer',
  mcp: false,
  handler: async (params, { egress }) => egress.log(params),
});

export const egressAllow = method({
  name: 'egress.allow',
  summary: 'Let a session reach one host more',
  description:
    'At once where its container runs, and remembered for every start to come. An exact host:port may also be a private address. A session without egress gets a list of that host alone.',
  params: AllowParams,
  result: AllowResult,
  errors: [...stepErrors, egressListFull, ...gatewayErrors],
  role: 'operator',
  mcp: false,
  cli: {
    positional: ['session_id', 'host'],
    examples: ['hero-claude egress allow a1b2c3d4 files.example.com'],
  },
  handler: async (params, { egress }, call) => egress.allow(params, call),
});
