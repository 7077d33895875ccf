import { expect, it } from 'vitest';
import { createTickets } from './tickets.ts';

it('is good once', () => {
  const tickets = createTickets();
  const { ticket } = tickets.issue({ role: 'viewer', user: 'ada' });
  expect(tickets.redeem(ticket)).toEqual({ role: 'viewer', user: 'ada' });
  expect(() => tickets.redeem(ticket)).toThrow('unknown or was used');
});

it('is good for 30 seconds', () => {
  let now = 1_000_000;
  const tickets = createTickets(() => now);
  const early = tickets.issue({ role: 'admin' });
  const late = tickets.issue({ role: 'admin' });
  now += 29_999;
  expect(tickets.redeem(early.ticket)).toEqual({ role: 'admin' });
  now += 1;
  expect(() => tickets.redeem(late.ticket)).toThrow('expired');
});

it('keeps a bounded number, the newest', () => {
  const tickets = createTickets();
  const first = tickets.issue({ role: 'admin' });
  const later = Array.from({ length: 1000 }, () => tickets.issue({ role: 'admin' }));
  expect(() => tickets.redeem(first.ticket)).toThrow('unknown');
  expect(tickets.redeem(later.at(-1)?.ticket ?? '')).toEqual({ role: 'admin' });
});
