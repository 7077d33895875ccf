import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { watchHand } from './watch-hand.ts';

/** Nearer to the end than this counts as at the end. */
const slackPx = 48;
/** Leaving the end takes no longer, also where the page is slow to follow the hand. */
const leavingMs = 1000;

export interface Stick {
  /** The view follows what is new. */
  stuck: boolean;
  /** Reads in layout effects, where the state may be of a moment ago. */
  isStuck: () => boolean;
  /** Goes to the end and stays there. */
  stick: () => void;
  /** Somebody went elsewhere on purpose. */
  release: () => void;
}

/** Follows the end of a list until somebody scrolls up or selects text in it. */
export function useStick(scroller: RefObject<HTMLElement | null>): Stick {
  const [stuck, setStuck] = useState(true);
  const now = useRef(true);
  const become = useCallback((next: boolean) => {
    if (now.current === next) return;
    now.current = next;
    setStuck(next);
  }, []);
  const stick = useCallback(() => {
    become(true);
    const element = scroller.current;
    if (element !== null) element.scrollTop = element.scrollHeight;
  }, [become, scroller]);
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    let leftAt = Number.NEGATIVE_INFINITY;
    const hand = watchHand(element, () => {
      if (element.scrollTop <= 0) return;
      leftAt = performance.now();
      become(false);
    });
    let top = element.scrollTop;
    const onScroll = (): void => {
      const distance = element.scrollHeight - element.scrollTop - element.clientHeight;
      // Content that grows smaller, and rows that are measured anew, scroll as well.
      if (element.scrollTop < top - 2 && distance > slackPx && hand.isOn()) become(false);
      // The list may yet have to tell that it was at its end before somebody left it.
      else if (distance <= 4 && performance.now() - leftAt > leavingMs) become(true);
      if (distance > 4) leftAt = Number.NEGATIVE_INFINITY;
      top = element.scrollTop;
    };
    const onSelection = (): void => {
      const selection = getSelection();
      if (selection !== null && !selection.isCollapsed && element.contains(selection.anchorNode))
        become(false);
    };
    // The list has less room, or is itself larger than was thought: the end stays in view all the same.
    const resized = new ResizeObserver(() => {
      if (now.current) element.scrollTop = element.scrollHeight;
      top = element.scrollTop;
    });
    for (const each of [element, ...element.children]) resized.observe(each);
    element.addEventListener('scroll', onScroll, { passive: true });
    document.addEventListener('selectionchange', onSelection);
    return () => {
      resized.disconnect();
      hand.stop();
      element.removeEventListener('scroll', onScroll);
      document.removeEventListener('selectionchange', onSelection);
    };
  }, [become, scroller]);
  return {
    stuck,
    isStuck: useCallback(() => now.current, []),
    stick,
    release: useCallback(() => become(false), [become]),
  };
}
