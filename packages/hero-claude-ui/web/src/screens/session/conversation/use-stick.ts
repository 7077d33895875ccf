import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { watchHand } from './watch-hand.ts';

/** Nearer to the end than this counts as at the end. */
const slackPx = 48;

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
    const hand = watchHand(element, () => {
      if (element.scrollTop > 0) become(false);
    });
    const place = () => ({
      top: element.scrollTop,
      height: element.scrollHeight,
      room: element.clientHeight,
    });
    let before = place();
    const onScroll = (): void => {
      const { top, height, room } = place();
      const distance = height - top - room;
      // Content that grows smaller scrolls, too; where nothing but the place is another, it was done on purpose.
      const onPurpose = hand.isOn() || (height === before.height && room === before.room);
      if (top < before.top - 2 && distance > slackPx && onPurpose) become(false);
      else if (distance <= 4) become(true);
      before = { top, height, room };
    };
    const onSelection = (): void => {
      const selection = getSelection();
      if (selection !== null && !selection.isCollapsed && element.contains(selection.anchorNode))
        become(false);
    };
    // The list has less room, or is itself larger than was thought: the end stays in view all the same.
    const resized = new ResizeObserver(() => {
      if (now.current) element.scrollTop = element.scrollHeight;
      before = place();
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
