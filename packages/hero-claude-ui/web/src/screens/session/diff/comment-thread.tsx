import { Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Button, IconButton } from '../../../ui/button.tsx';
import { TextArea } from '../../../ui/field.tsx';
import { useFocusReturn } from '../../../ui/use-focus-return.ts';
import styles from './comment-thread.module.css';
import type { LineComment } from './line-comment.ts';
import type { Review } from './use-review.ts';

export interface CommentEditorProps {
  initial?: string;
  onSave: (text: string) => void;
  onCancel: () => void;
}

/** Where a comment is written; it waits with the others until all are sent. */
export function CommentEditor({ initial = '', onSave, onCancel }: CommentEditorProps) {
  const [text, setText] = useState(initial);
  useFocusReturn();
  const save = (): void => {
    if (text.trim() !== '') onSave(text.trim());
  };
  return (
    <div className={styles['editor']}>
      <TextArea
        autoFocus
        aria-label="Comment on this line"
        placeholder="What should be different here?"
        rows={3}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save();
          if (event.key === 'Escape') onCancel();
        }}
      />
      <div className={styles['buttons']}>
        <Button small onClick={onCancel}>
          Cancel
        </Button>
        <Button small kind="primary" disabled={text.trim() === ''} onClick={save}>
          Add comment
        </Button>
      </div>
    </div>
  );
}

/** A comment that waits to be sent. */
export function CommentView({ comment, review }: { comment: LineComment; review: Review }) {
  const [editing, setEditing] = useState(false);
  if (editing) {
    const save = (text: string): void => {
      review.change(comment.id, text);
      setEditing(false);
    };
    return <CommentEditor initial={comment.text} onSave={save} onCancel={() => setEditing(false)} />;
  }
  return (
    <div className={styles['comment']}>
      <p>{comment.text}</p>
      <IconButton small label="Change the comment" onClick={() => setEditing(true)}>
        <Pencil size={13} />
      </IconButton>
      <IconButton small label="Remove the comment" onClick={() => review.remove(comment.id)}>
        <Trash2 size={13} />
      </IconButton>
    </div>
  );
}
