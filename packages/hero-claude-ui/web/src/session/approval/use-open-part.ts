import { useState } from 'react';

/** Which of several parts is unfolded: a second click folds it again. */
export function useOpenPart<Part extends string>(): {
  open: Part | null;
  turn: (part: Part) => () => void;
} {
  const [open, setOpen] = useState<Part | null>(null);
  return { open, turn: (part) => () => setOpen(open === part ? null : part) };
}
