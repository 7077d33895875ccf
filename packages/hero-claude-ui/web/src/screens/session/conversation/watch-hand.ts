/** How long after a hand was on the list its scrolling is a person's. */
const lingerMs = 600;

const touches = ['touchstart', 'touchmove', 'pointerdown', 'pointermove', 'focusin'] as const;
const keysUp = new Set(['ArrowUp', 'PageUp', 'Home']);

export interface Hand {
  /** Whether somebody has just moved the list: with a finger, its scroll bar, or the focus. */
  isOn: () => boolean;
  stop: () => void;
}

/** Tells a person who scrolls from content that shrinks and grows; `onUp` hears of wheel and keys at once. */
export function watchHand(element: HTMLElement, onUp: () => void): Hand {
  let last = Number.NEGATIVE_INFINITY;
  const onTouch = (event: Event): void => {
    // A pointer that only passes over the list moves nothing; one that is held drags the scroll bar.
    if (event instanceof PointerEvent && event.type === 'pointermove' && event.buttons === 0) return;
    last = performance.now();
  };
  const onWheel = ({ deltaY }: WheelEvent): void => {
    if (deltaY < 0) onUp();
  };
  const onKey = ({ key, shiftKey, target }: KeyboardEvent): void => {
    if (target === element && (keysUp.has(key) || (key === ' ' && shiftKey))) onUp();
  };
  for (const touch of touches) element.addEventListener(touch, onTouch, { passive: true });
  element.addEventListener('wheel', onWheel, { passive: true });
  element.addEventListener('keydown', onKey);
  return {
    isOn: () => performance.now() - last < lingerMs,
    stop: () => {
      for (const touch of touches) element.removeEventListener(touch, onTouch);
      element.removeEventListener('wheel', onWheel);
      element.removeEventListener('keydown', onKey);
    },
  };
}
