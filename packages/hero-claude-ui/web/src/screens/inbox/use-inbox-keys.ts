import { useKeys } from '../../app/use-keys.ts';

function cards(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('[data-approval]')];
}

function current(): HTMLElement | undefined {
  return cards().find((card) => card.contains(document.activeElement));
}

function move(step: 1 | -1): void {
  const all = cards();
  const found = current();
  const index = found === undefined ? -1 : all.indexOf(found);
  const next = index < 0 ? all[0] : all[index + step];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}

/** Presses a button of the card in focus. Without one, the first key only brings the focus there. */
function press(selector: string): void {
  const card = current();
  if (card === undefined) move(1);
  else card.querySelector<HTMLButtonElement>(selector)?.click();
}

/** `j` and `k` go through the questions, `a` allows and `d` denies the one in focus. */
export function useInboxKeys(): void {
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    a: () => press('[data-allow]'),
    d: () => press('[data-deny]'),
  });
}
