import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';

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
    let top = element.scrollTop;
    const onScroll = (): void => {
      const distance = element.scrollHeight - element.scrollTop - element.clientHeight;
      // Growing content never scrolls up; a person does.
      if (element.scrollTop < top - 2 && distance > slackPx) become(false);
      else if (distance <= 4) become(true);
      top = element.scrollTop;
    };
    const onSelection = (): void => {
      const selection = getSelection();
      if (selection !== null && !selection.isCollapsed && element.contains(selection.anchorNode))
        become(false);
    };
    // What stands below the list takes its room: the end stays in view all the same.
    const resized = new ResizeObserver(() => {
      if (now.current) element.scrollTop = element.scrollHeight;
      top = element.scrollTop;
    });
    resized.observe(element);
    element.addEventListener('scroll', onScroll, { passive: true });
    document.addEventListener('selectionchange', onSelection);
    return () => {
      resized.disconnect();
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
