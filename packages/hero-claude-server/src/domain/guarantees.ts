import type { Guarantee } from './guarantee.ts';
import { conversationGuarantees } from './guarantees/conversation.ts';
import { deletion } from './guarantees/deletion.ts';
import { entranceGuarantees } from './guarantees/entrance.ts';
import { moneyGuarantee } from './guarantees/money.ts';
import { sessionGuarantees } from './guarantees/session.ts';
import { sourceGuarantees } from './guarantees/sources.ts';
import { upkeepGuarantees } from './guarantees/upkeep.ts';

/**
 * Everything that is promised, in the order people read it. The page, the checks of `hero-claude doctor` and
 * `server.guarantees` are made from it, and a test proves that every test it names is there.
 */
export const guarantees: readonly Guarantee[] = [
  ...sourceGuarantees,
  ...conversationGuarantees,
  deletion,
  ...sessionGuarantees,
  moneyGuarantee,
  ...entranceGuarantees,
  ...upkeepGuarantees,
];
