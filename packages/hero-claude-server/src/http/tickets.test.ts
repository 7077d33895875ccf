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

it('is good for one session only when it was made for it', () => {
  const tickets = createTickets();
  const bound = tickets.issue({ role: 'admin' }, '00000001');
  expect(() => tickets.redeem(bound.ticket, '00000002')).toThrow('another session');
  expect(() => tickets.redeem(bound.ticket, '00000001')).toThrow('unknown or was used');
  const again = tickets.issue({ role: 'admin' }, '00000001');
  expect(tickets.redeem(again.ticket, '00000001')).toEqual({ role: 'admin' });
});
