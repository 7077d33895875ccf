import { useEffect, useRef } from 'react';

/** Whether keys go into a text. */
function isTyping({ target }: KeyboardEvent): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest('input, textarea, select, [contenteditable], dialog') !== null
  );
}

/** `a` allows and `d` leads to denying, wherever no text is being written. */
export function useApprovalKeys(active: boolean, actions: { allow: () => void; deny: () => void }): void {
  const latest = useRef(actions);
  latest.current = actions;
  useEffect(() => {
    if (!active) return;
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(event)) return;
      if (event.key === 'a') latest.current.allow();
      else if (event.key === 'd') latest.current.deny();
      else return;
      event.preventDefault();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [active]);
}
