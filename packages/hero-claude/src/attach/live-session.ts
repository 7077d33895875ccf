import type {
  AgentState,
  AutoResume,
  Client,
  HeroEvent,
  Session,
  SessionStatus,
  Turn,
} from 'hero-claude-sdk';
import { approvalCard } from '../approvals/approval-card.ts';
import { untilAnswered } from '../call/until-answered.ts';
import { agentPhrase, clock } from '../conversation/agent-phrase.ts';
import { Conversation } from '../conversation/conversation.ts';
import type { Happening } from '../conversation/happening.ts';
import { isJson, type Json, jsonOf, numberOf, textOf } from '../conversation/json.ts';
import { PartialText } from '../conversation/partial-text.ts';
import { type FeedMessage, sessionFeed } from '../conversation/session-feed.ts';
import { type Level, Teller } from '../conversation/tell.ts';
import { turnWords } from '../conversation/turn-words.ts';
import type { Style } from '../output/output.ts';
import { ApprovalDesk } from './approval-desk.ts';
import type { Display } from './display.ts';
import type { LiveView } from './live-area.ts';
import { rests } from './resting.ts';
import { SessionTurns } from './session-turns.ts';
import { type Standing, statusLine } from './status-line.ts';

export interface LiveSessionOptions {
  client: Client;
  session: Session;
  display: Display;
  style: Style;
  /** As wide as the terminal is by now; undefined in a pipe. */
  columns: () => number | undefined;
  level: Level;
  /** How many turns that are over are shown first. */
  history: number;
  /** Ends with the turn that goes on, else when the session rests. */
  untilTurnOver: boolean;
  signal: AbortSignal;
  /** What is typed now, for the view. */
  input: () => LiveView['input'];
}

export type Ending = 'rests' | 'turn over';

/** Tools that are nothing but a question, which is shown as such. */
const asking = new Set(['AskUserQuestion', 'ExitPlanMode']);
/** Older lines of a long turn are left to session.logs. */
const mostPastLines = 1000;
const redrawMs = 40;
const tickMs = 1000;

function resumeNotice({ attempt, due_at: due, reason }: AutoResume): Happening {
  const when = due === null ? 'now' : `at ${clock(due)}`;
  return { kind: 'notice', text: `${reason}; it is started again ${when}, attempt ${attempt}`, tone: 'warn' };
}

/** Shows one session as it lives, until it rests or its turn is over. */
export class LiveSession {
  readonly desk: ApprovalDesk;
  readonly turns: SessionTurns;
  readonly #options: LiveSessionOptions;
  readonly #conversation = new Conversation();
  readonly #partial = new PartialText();
  readonly #teller: Teller;
  #standing: Standing;
  #redraw: NodeJS.Timeout | undefined;
  #present = false;
  #toldTurn = '';
  #onTurnBegun: () => void = () => undefined;

  constructor(options: LiveSessionOptions) {
    const { client, session, display, style, columns, level, signal } = options;
    this.#options = options;
    this.desk = new ApprovalDesk(client, session.session_id, signal);
    this.turns = new SessionTurns(client, session.session_id, signal);
    const presentation = { level, style, live: display.live };
    this.#teller = new Teller({
      ...presentation,
      get columns() {
        return columns();
      },
    });
    const { name, status, agent, money } = session;
    this.#standing = { name, status, agent, money, queued: 0, away: false };
  }

  get standing(): Standing {
    return this.#standing;
  }

  /** Calls back when a turn begins. */
  onTurnBegun(listener: () => void): void {
    this.#onTurnBegun = listener;
  }

  async run(): Promise<Ending> {
    const { client, session, signal, display } = this.#options;
    const tick = display.live ? setInterval(() => this.redraw(), tickMs) : undefined;
    try {
      await this.turns.read();
      const feed = sessionFeed(client, {
        session_id: session.session_id,
        afterSeq: this.#firstSeq() - 1,
        signal,
        onOpen: () => this.#setAway(false),
        onReconnect: () => this.#setAway(true),
      });
      for await (const item of feed) {
        if (item.kind === 'message') this.#message(item);
        const ending =
          item.kind === 'present'
            ? await this.#arrive()
            : item.kind === 'event'
              ? await this.#event(item.event)
              : undefined;
        if (ending !== undefined) return ending;
        this.redraw();
      }
      throw signal.reason;
    } finally {
      this.#present = false;
      clearInterval(tick);
      clearTimeout(this.#redraw);
    }
  }

  /** Draws what goes on, soon: many lines may come at once. */
  redraw(): void {
    if (this.#redraw !== undefined) return;
    this.#redraw = setTimeout(() => this.draw(), redrawMs);
  }

  /** Draws what goes on at once, for somebody who types. */
  draw(): void {
    clearTimeout(this.#redraw);
    this.#redraw = undefined;
    if (this.#present) this.#options.display.show(this.#view());
  }

  print(text: string): void {
    this.#options.display.print(text);
  }

  note(text: string): void {
    this.#options.display.note(text);
  }

  /** Where the past that is shown begins; says so when that is in the middle of a turn. */
  #firstSeq(): number {
    const { history, session, level } = this.#options;
    const { last } = this.turns;
    if (last === undefined || history === 0) return (last?.last_seq ?? 0) + 1;
    const first = this.turns.before(history - 1)?.first_seq ?? 1;
    const shown = last.last_seq - mostPastLines;
    if (shown <= first) return first;
    if (level !== 'quiet')
      this.note(`… earlier lines: hero-claude session messages ${session.session_id} --after ${first - 1}`);
    return shown;
  }

  #message({ line, raw, at }: FeedMessage): void {
    if (line === undefined) {
      this.#tell({ kind: 'raw', text: raw });
      return;
    }
    this.#partial.settle(line);
    for (const happening of this.#conversation.take(line, at)) this.#tell(happening);
  }

  /** The past has been told. */
  async #arrive(): Promise<Ending | undefined> {
    const { client, session, signal } = this.#options;
    const [now, queue] = await untilAnswered(signal, () =>
      Promise.all([
        client.session.info({ session_id: session.session_id }, { signal }),
        client.queue.list({ session_id: session.session_id }, { signal }),
      ]),
    );
    this.#standing = {
      ...this.#standing,
      name: now.name,
      status: now.status,
      agent: now.agent,
      money: now.money,
      queued: queue.length,
    };
    const last = await this.turns.read();
    if (last !== undefined && last.state !== 'running') this.#tellTurn(last);
    this.#present = true;
    await this.#refreshDesk();
    if (rests(now)) return 'rests';
    return this.#isOver(last) ? 'turn over' : undefined;
  }

  async #event({ type, data }: HeroEvent): Promise<Ending | undefined> {
    const facts = jsonOf(data);
    switch (type) {
      case 'session.changed':
        return this.#changed(facts);
      case 'session.removed':
        return 'rests';
      case 'approval.asked':
      case 'approval.settled':
        await this.#refreshDesk();
        return undefined;
      case 'queue.changed':
        this.#standing.queued = numberOf(facts['queued']) ?? 0;
        return this.#isOver(this.turns.last) ? 'turn over' : undefined;
      case 'partial':
        this.#partial.grow(facts);
        return undefined;
      default:
        return undefined;
    }
  }

  async #changed(change: Json): Promise<Ending | undefined> {
    if (typeof change['name'] === 'string') this.#standing.name = change['name'];
    if (isJson(change['money'])) this.#spent(change['money'] as unknown as Session['money']);
    const problem = jsonOf(change['problem']);
    if (textOf(problem['message']) !== '')
      this.#tell({ kind: 'notice', text: textOf(problem['message']), tone: 'bad' });
    if (change['agent'] !== undefined) {
      const ending = await this.#agentChanged(change['agent'] as AgentState | null);
      if (ending !== undefined) return ending;
    }
    if (typeof change['status'] !== 'string') return undefined;
    this.#standing.status = change['status'] as SessionStatus;
    return rests(this.#standing) ? this.#rest() : undefined;
  }

  #spent(money: Session['money']): void {
    const before = this.#standing.money.level;
    this.#standing.money = money;
    if (money.level !== 'warning' || before === money.level) return;
    const used = money.used_percent === null ? 'most' : `${Math.round(money.used_percent)}%`;
    this.#tell({ kind: 'notice', text: `${used} of the budget is used`, tone: 'warn' });
  }

  async #agentChanged(agent: AgentState | null): Promise<Ending | undefined> {
    const before = this.#standing.agent?.state;
    this.#standing.agent = agent;
    if (agent === null || agent.state === before) return undefined;
    if (agent.state === 'working' && (before === 'idle' || before === 'starting')) this.#onTurnBegun();
    const { live } = this.#options.display;
    const lasting = agent.state === 'quota' || agent.state === 'stuck';
    if (lasting || (agent.state === 'retrying' && !live))
      this.#tell({ kind: 'notice', text: agentPhrase(agent), tone: 'warn' });
    if (agent.state === 'exited') for (const told of this.#conversation.agentEnded()) this.#tell(told);
    if (agent.state !== 'idle') return undefined;
    const last = await this.turns.read();
    if (last !== undefined && before !== 'starting') this.#tellTurn(last);
    return this.#isOver(last) ? 'turn over' : undefined;
  }

  /** The server may have started the agent again meanwhile. */
  async #rest(): Promise<Ending | undefined> {
    const { client, session, signal } = this.#options;
    const now = await untilAnswered(signal, () =>
      client.session.info({ session_id: session.session_id }, { signal }),
    );
    if (!rests(now)) {
      if (now.resume !== null) this.#tell(resumeNotice(now.resume));
      return undefined;
    }
    const last = await this.turns.read();
    if (last !== undefined && last.state !== 'running') this.#tellTurn(last);
    return 'rests';
  }

  #isOver(last: Turn | undefined): boolean {
    const { agent, queued } = this.#standing;
    // A turn that was cut goes on with the next process.
    const over = last !== undefined && last.state !== 'running' && last.state !== 'cut';
    return this.#options.untilTurnOver && over && agent?.state === 'idle' && queued === 0;
  }

  async #refreshDesk(): Promise<void> {
    const { style, level, display } = this.#options;
    const asked = await this.desk.refresh();
    if (asked === undefined) return;
    this.print(approvalCard(asked, style));
    if (display.live) this.note(`  ${this.desk.sheet?.help ?? ''}`);
    else if (level !== 'quiet')
      this.note(
        `waits for you: hero-claude inbox, or hero-claude approval answer ${asked.approval_id} allow`,
      );
  }

  #tell(happening: Happening): void {
    const text = this.#teller.tell(happening);
    if (text !== undefined) this.print(text);
  }

  /** Tells how a turn ended, once. */
  #tellTurn(turn: Turn): void {
    const { level, style } = this.#options;
    const ending = `${turn.turn} ${turn.state} ${turn.ended_at}`;
    if (level === 'quiet' || ending === this.#toldTurn) return;
    this.#toldTurn = ending;
    const { text, facts } = turnWords(turn);
    const colour =
      turn.state === 'done' ? style.green : turn.state === 'interrupted' ? style.yellow : style.red;
    this.print(`${colour(text)}${facts === '' ? '' : style.dim(`  ${facts}`)}`);
  }

  #setAway(away: boolean): void {
    if (away === this.#standing.away) return;
    this.#standing.away = away;
    if (!this.#options.display.live && this.#options.level !== 'quiet')
      this.note(away ? 'the server is away, waiting for it' : 'the server is back');
    this.redraw();
  }

  #view(): LiveView {
    const quiet = this.#options.level === 'quiet';
    return {
      writing: this.#partial.text,
      calls: quiet ? [] : [...this.#conversation.calls.values()].filter(({ name }) => !asking.has(name)),
      tasks: quiet ? [] : [...this.#conversation.tasks.values()],
      todos: quiet ? [] : this.#conversation.todos,
      status: statusLine(this.#standing, this.#options.style),
      input: this.#options.input(),
    };
  }
}
