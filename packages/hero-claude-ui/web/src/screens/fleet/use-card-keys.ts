import { useKeys } from '../../app/use-keys.ts';

/** Moves the focus from card to card, in the order they are read. */
function move(step: 1 | -1): void {
  const links = [...document.querySelectorAll<HTMLElement>('[data-card] a')];
  const current = links.findIndex(
    (link) => link.closest('[data-card]')?.contains(document.activeElement) === true,
  );
  const next = current < 0 ? links[step === 1 ? 0 : links.length - 1] : links[current + step];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}

/** `j` and `k` go through the cards, `x` chooses the one in focus. */
export function useCardKeys(): void {
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    x: () => document.activeElement?.closest('[data-card]')?.querySelector<HTMLElement>('input')?.click(),
  });
}
