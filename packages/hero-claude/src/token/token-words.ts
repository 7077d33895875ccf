import { InvalidArgumentError } from 'commander';
import { roles, type TokenRole } from './token-role.ts';

export function readRole(word: string): TokenRole {
  const role = roles.find((known) => known === word);
  if (role === undefined) throw new InvalidArgumentError(`It must be one of ${roles.join(', ')}.`);
  return role;
}

export function readDays(word: string): number {
  const days = Number(word);
  if (Number.isFinite(days) && days > 0 && days <= 3650) return days;
  throw new InvalidArgumentError('It must be a number of days, 3650 at most.');
}
