import type { AgentFacts } from '../../../domain/agent/agent-facts.ts';
import type { AgentLine } from '../../../domain/agent/agent-line.ts';
import { isEcho } from '../../../domain/agent/agent-receipts.ts';
import type { Database } from '../../store/database.ts';
import { InputStore } from '../../store/input-store.ts';
import { MessageStore } from '../../store/message-store.ts';
import { RepeatedLines, type Said } from './repeated-lines.ts';

/**
 * Tells which lines of an agent say again what one before it has said. After a kill a prompt may run a second time
 * in two ways, and each shows where to look for what it repeats:
 *
 * - The next process goes on with the turn that was cut. It is the first turn of that process.
 * - The prompt was taken in, and the transcript that the next process reads does not have it: it is said again, and
 *   taken in again, be it in the turn that goes on, in one of its own behind it, or after a turn that seemed done.
 */
export class Repeats {
  readonly #inputs: InputStore;
  readonly #messages: MessageStore;
  readonly #sessionId: string;
  #isOpen = false;
  #looked: { generation: number; from: number; to: number; lines: RepeatedLines } | null = null;
  /** The turn under way, and what it says again for its prompt; null when that came for the first time. */
  #prompted: { turn: number; before: Said | null } | null = null;

  constructor(db: Database, sessionId: string) {
    this.#inputs = new InputStore(db);
    this.#messages = new MessageStore(db);
    this.#sessionId = sessionId;
  }

  /**
   * Part of the transaction that keeps the line.
   * @param facts with the line in
   * @returns the sequence of the line that this one repeats; each is repeated once
   */
  match(line: AgentLine, seq: number, facts: AgentFacts): number | null {
    const earlier = this.#earlierEcho(line, seq);
    if (earlier !== null) this.#prompted = { turn: facts.turn, before: this.#turnOf(earlier, seq) };
    const before = turnsGoneOnWith(facts, seq) ?? this.#turnOfPrompt(facts.turn);
    const said = before && this.#lines(before, facts).match(line);
    return said ?? earlier;
  }

  /** Lines are about to be kept. Where those before were not, what was matched with them is there to be matched. */
  begin(): void {
    if (this.#isOpen) {
      this.#looked = null;
      this.#prompted = null;
    }
    this.#isOpen = true;
  }

  kept(): void {
    this.#isOpen = false;
  }

  #earlierEcho({ uuid, value }: AgentLine, seq: number): number | null {
    if (uuid === null || value === null || !isEcho(value)) return null;
    return this.#inputs.takenIn(this.#sessionId, uuid, seq);
  }

  #turnOf(earlier: number, echo: number): Said | null {
    const turn = this.#messages.get(this.#sessionId, earlier)?.turn;
    return turn === undefined ? null : { from: turn, to: turn, before: echo };
  }

  #turnOfPrompt(turn: number): Said | null {
    if (this.#prompted?.turn !== turn) {
      const echo = this.#messages.repeatedEcho(this.#sessionId, turn);
      this.#prompted = { turn, before: echo && this.#turnOf(echo.repeats, echo.seq) };
    }
    return this.#prompted.before;
  }

  #lines(said: Said, { generation, turn }: AgentFacts): RepeatedLines {
    const { from, to } = said;
    const last = this.#looked;
    if (last?.generation === generation && last.from === from && last.to === to) return last.lines;
    const again = this.#messages.repeated(this.#sessionId, { from, to: Math.max(to, turn) });
    const lines = new RepeatedLines(this.#messages, this.#sessionId, said, again);
    this.#looked = { generation, from, to, lines };
    return lines;
  }
}

function turnsGoneOnWith({ cutTurn, cutFrom, turn }: AgentFacts, seq: number): Said | null {
  if (cutTurn === null || turn > cutTurn + 1) return null;
  return { from: cutFrom ?? cutTurn, to: cutTurn, before: seq };
}
