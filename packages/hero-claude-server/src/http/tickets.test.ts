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

it('keeps a bounded number for each who asks, the newest, whatever others ask for', () => {
  const tickets = createTickets();
  const other = tickets.issue({ role: 'operator', user: 'ada' });
  const mine = Array.from({ length: 2000 }, () => tickets.issue({ role: 'viewer', user: 'eve' }));
  expect(() => tickets.redeem(mine.at(-101)?.ticket ?? '')).toThrow('unknown');
  expect(tickets.redeem(mine.at(-100)?.ticket ?? '')).toEqual({ role: 'viewer', user: 'eve' });
  expect(tickets.redeem(other.ticket)).toEqual({ role: 'operator', user: 'ada' });
});

it('keeps a bounded number for all together', () => {
  const tickets = createTickets();
  const issued = Array.from({ length: 1001 }, (_, index) =>
    tickets.issue({ role: 'operator', user: `user ${index}` }),
  );
  expect(() => tickets.redeem(issued[0]?.ticket ?? '')).toThrow('unknown');
  expect(tickets.redeem(issued[1]?.ticket ?? '')).toEqual({ role: 'operator', user: 'user 1' });
});

it('is good for one session only when it was made for it', () => {
  const tickets = createTickets();
  const bound = tickets.issue({ role: 'admin' }, '00000001');
  expect(() => tickets.redeem(bound.ticket, '00000002')).toThrow('another session');
  expect(() => tickets.redeem(bound.ticket, '00000001')).toThrow('unknown or was used');
  const again = tickets.issue({ role: 'admin' }, '00000001');
  expect(tickets.redeem(again.ticket, '00000001')).toEqual({ role: 'admin' });
});
