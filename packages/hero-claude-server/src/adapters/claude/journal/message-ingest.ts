import {
  type AgentFacts,
  AgentFacts as AgentFactsSchema,
  startedFacts,
  turnCutNow,
} from '../../../domain/agent/agent-facts.ts';
import { type AgentLine, type JsonObject, parseAgentLine } from '../../../domain/agent/agent-line.ts';
import { followAgent } from '../../../domain/agent/follow-agent.ts';
import type { Database } from '../../store/database.ts';
import { JournalStore, type ReadState } from '../../store/journal-store.ts';
import { MessageStore, type StoredMessage } from '../../store/message-store.ts';
import type { ReadBatch, ReadPosition } from './journal-reader.ts';
import type { JournalLine } from './line-splitter.ts';
import { Repeats } from './repeats.ts';

/** What a line takes beside its own bytes: its row, its places in indexes, its event. */
const rowBytes = 400;

/** A message with what its line says; `value` is null when that cannot be told. */
export type IngestedMessage = StoredMessage & { readonly value: JsonObject | null };

export interface IngestHooks {
  /** Within the transaction that stores the messages: what is written here is kept or lost with them. */
  storing(messages: readonly IngestedMessage[]): void;
  /** After it; `partial` are the stream events, which are shown but not kept. */
  stored(messages: readonly IngestedMessage[], partial: readonly JsonObject[]): void;
}

/** Keeps the lines of one session, and with them, in the same transaction, how far it has read. */
export class MessageIngest {
  readonly #db: Database;
  readonly #journals: JournalStore;
  readonly #messages: MessageStore;
  readonly #repeats: Repeats;
  readonly #sessionId: string;
  readonly #hooks: IngestHooks;
  readonly #bootId: string;
  readonly #now: () => number;
  #read: ReadState;
  #facts: AgentFacts;

  constructor(db: Database, sessionId: string, hooks: IngestHooks, bootId: string, now: () => number) {
    this.#db = db;
    this.#journals = new JournalStore(db);
    this.#messages = new MessageStore(db);
    this.#repeats = new Repeats(db, sessionId);
    this.#sessionId = sessionId;
    this.#hooks = hooks;
    this.#bootId = bootId;
    this.#now = now;
    const state = this.#journals.get(sessionId);
    this.#read = state;
    this.#facts = parseFacts(state.facts) ?? this.#factsAnew(state.generation);
  }

  get generation(): number {
    return this.#facts.generation;
  }

  get facts(): AgentFacts {
    return this.#facts;
  }

  /** The host was started anew since the journal was last read: files may have lost their ends. */
  get rebooted(): boolean {
    return this.#read.bootId !== null && this.#read.bootId !== this.#bootId;
  }

  position(): ReadPosition {
    const { outOffset, outPunched, longStart } = this.#read;
    return { offset: outOffset, punched: outPunched, longStart };
  }

  /**
   * Begins the next start of the agent. Part of the caller's transaction; `reload` follows it.
   * @param resume goes on with the turn that the end before it has cut
   */
  beginGeneration(generation: number, resume: boolean): void {
    const cut = resume ? this.#facts : undefined;
    const facts = startedFacts(generation, this.#now(), this.#facts, cut);
    this.#journals.saveGeneration(this.#sessionId, generation, JSON.stringify(facts));
  }

  /**
   * Ends this start of the agent: whatever it asked and did not hear will not be asked for any more.
   * @param stopped a person has asked for the end of the turn under way
   */
  agentEnded(exitCode: number | null, stopped: boolean): void {
    if (this.#facts.phase === 'exited') return;
    const at = this.#now();
    const facts: AgentFacts = {
      ...this.#facts,
      ...turnCutNow(this.#facts, stopped),
      unanswered: stopped ? [] : this.#facts.unanswered,
      phase: 'exited',
      since: at,
      exitCode,
      open: {},
      retry: null,
    };
    this.#journals.saveGeneration(this.#sessionId, facts.generation, JSON.stringify(facts));
    this.#facts = facts;
  }

  /** Takes up what the database says. */
  reload(): void {
    const state = this.#journals.get(this.#sessionId);
    this.#read = state;
    this.#facts = parseFacts(state.facts) ?? this.#factsAnew(state.generation);
  }

  commit(batch: ReadBatch): void {
    const at = this.#now();
    const messages: IngestedMessage[] = [];
    const partial: JsonObject[] = [];
    this.#repeats.begin();
    const { facts, read } = this.#db.transaction(() => {
      const next = { facts: this.#facts, read: { ...this.#read } };
      for (const line of batch.lines) {
        const parsed = parseAgentLine(line.bytes);
        const isPartial = parsed.type === 'stream_event' && parsed.value !== null;
        const begun = next.read.longStart === line.start ? next.read.longSeq : null;
        const seq = begun ?? next.read.nextSeq;
        next.facts = followAgent(next.facts, parsed, { seq, at });
        if (isPartial && parsed.value) {
          partial.push(parsed.value);
          continue;
        }
        const message = this.#message(line, parsed, seq, at, next.facts);
        if (begun === null) {
          this.#messages.insert(message);
          next.read.nextSeq += 1;
          next.read.keptBytes += line.bytes.length + rowBytes;
        } else this.#messages.finishTruncated(this.#sessionId, seq, line.length, line.sha256);
        messages.push(message);
      }
      next.read.longSeq = batch.position.longStart === null ? null : next.read.longSeq;
      if (batch.longLine) {
        const seq = next.read.nextSeq;
        this.#messages.insert(
          this.#message(batch.longLine, parseAgentLine(new Uint8Array()), seq, at, next.facts),
        );
        next.read.longSeq = seq;
        next.read.keptBytes += batch.longLine.bytes.length + rowBytes;
        next.read.nextSeq += 1;
      }
      next.read.outOffset = batch.position.offset;
      next.read.outPunched = batch.position.punched;
      next.read.longStart = batch.position.longStart;
      next.read.bootId = this.#bootId;
      next.read.facts = JSON.stringify(next.facts);
      this.#hooks.storing(messages);
      this.#journals.saveRead(this.#sessionId, next.read);
      return next;
    });
    this.#repeats.kept();
    this.#facts = facts;
    this.#read = read;
    this.#hooks.stored(messages, partial);
  }

  #message(
    line: JournalLine,
    parsed: AgentLine,
    seq: number,
    at: number,
    facts: AgentFacts,
  ): IngestedMessage {
    const { value } = parsed;
    return {
      sessionId: this.#sessionId,
      seq,
      at,
      generation: facts.generation,
      turn: facts.turn,
      type: parsed.type,
      subtype: parsed.subtype,
      uuid: parsed.uuid,
      messageId: parsed.messageId,
      toolUseId: parsed.toolUseId,
      parentToolUseId: parsed.parentToolUseId,
      line: line.bytes,
      bytes: line.length,
      flaw: line.flaw ?? (value === null ? 'corrupt' : null),
      sha256: line.sha256,
      repeats: this.#repeats.match(parsed, seq, facts),
      value,
    };
  }

  /** The facts are a summary: without a usable one they are made from the messages again. */
  #factsAnew(generation: number): AgentFacts {
    let facts = startedFacts(generation, this.#now());
    for (const { seq, at, line, turn } of this.#messages.ofGeneration(this.#sessionId, generation)) {
      facts = { ...followAgent(facts, parseAgentLine(line), { seq, at }), turn };
    }
    return facts;
  }
}

function parseFacts(json: string | null): AgentFacts | null {
  if (json === null) return null;
  const parsed = AgentFactsSchema.safeParse(JSON.parse(json));
  return parsed.success ? parsed.data : null;
}
