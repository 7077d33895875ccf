import { z } from 'zod';
import { Check } from '../server.ts';

export const GuaranteeTest = z
  .object({
    attack: z.string().describe('What was tried, for real'),
    outcome: z.string().describe('What happens'),
    file: z.string().describe('The file of the test, from the root of the source'),
    name: z.string().describe('The name of the test in it'),
  })
  .meta({ id: 'GuaranteeTest' });
export type GuaranteeTest = z.infer<typeof GuaranteeTest>;

export const Guarantee = z
  .object({
    id: z.string(),
    promise: z.string(),
    means: z.string(),
    does_not_mean: z.string().describe('Where the promise ends'),
    check: z.string().describe('How to see it for oneself'),
    tests: z.array(GuaranteeTest).min(1),
  })
  .meta({ id: 'Guarantee' });

/** A promise as the table writes it: without a test there is none. */
export interface Guarantee extends z.infer<typeof Guarantee> {
  readonly tests: [GuaranteeTest, ...GuaranteeTest[]];
}

export const CheckedGuarantee = Guarantee.extend({
  now: Check.nullable().describe('What this installation shows just now; null where only the tests can tell'),
}).meta({ id: 'CheckedGuarantee' });
export type CheckedGuarantee = z.infer<typeof CheckedGuarantee>;

/** One line of the table: the attack, what happens, and the test that holds it. */
export function held(attack: string, outcome: string, file: string, name: string): GuaranteeTest {
  return { attack, outcome, file, name };
}
