import { conversationGuarantees } from './conversation.ts';
import { deletion } from './deletion.ts';
import { entranceGuarantees } from './entrance.ts';
import type { Guarantee } from './guarantee.ts';
import { moneyGuarantee } from './money.ts';
import { sessionGuarantees } from './session.ts';
import { sourceGuarantees } from './sources.ts';
import { upkeepGuarantees } from './upkeep.ts';

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
