import type { LoggedRequest, ModelServer } from 'hero-claude-testkit';

const lookMs = 50;

/** What the scripted model was asked, kept beyond what its own log holds. */
export class RequestWatch implements Disposable {
  readonly #model: ModelServer;
  readonly #timer: NodeJS.Timeout;
  /** Answers asked for, by the prompt they answer and the step of its script. */
  readonly #asked = new Map<string, number>();
  readonly #doubled = new Set<string>();
  #seen = 0;

  constructor(model: ModelServer) {
    this.#model = model;
    this.#timer = setInterval(() => this.look(), lookMs);
  }

  look(): void {
    for (const request of this.#model.requests) {
      // Its script is known once it is being answered.
      if (request.id <= this.#seen) continue;
      if (request.status === null && request.outcome === 'pending') return;
      this.#seen = request.id;
      this.#count(request);
    }
  }

  /** Prompts that stood twice in one conversation: they were run twice. */
  get doubled(): string[] {
    return [...this.#doubled];
  }

  /** How many answers were asked for, and how many of them a second time. */
  tally(): { asked: number; again: number } {
    const counts = [...this.#asked.values()];
    return {
      asked: counts.reduce((sum, count) => sum + count, 0),
      again: counts.filter((n) => n > 1).length,
    };
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #count({ body, step }: LoggedRequest): void {
    const prompts = body.match(/\[M-\d+-\d+\]/g) ?? [];
    const last = prompts.at(-1);
    if (last === undefined) return;
    const key = `${last} step ${step ?? 'none'}`;
    this.#asked.set(key, (this.#asked.get(key) ?? 0) + 1);
    for (const prompt of prompts)
      if (prompts.filter((other) => other === prompt).length > 1) this.#doubled.add(prompt);
  }
}
