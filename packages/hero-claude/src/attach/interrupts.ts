/** Counts Ctrl-C: the first interrupts the turn, the second leaves. A new turn begins a new count. */
export class Interrupts {
  #pressed = false;

  press(): 'interrupt' | 'leave' {
    const second = this.#pressed;
    this.#pressed = true;
    return second ? 'leave' : 'interrupt';
  }

  reset(): void {
    this.#pressed = false;
  }
}
