import type { DiffFile } from 'hero-claude-sdk';
import { useMemo } from 'react';
import { promptUuid } from '../composer/prompt-uuid.ts';
import type { LineComment } from './line-comment.ts';
import { useStored } from './stored-state.ts';

/** What a person has looked at and written down about the changes of a session. */
export interface Review {
  comments: readonly LineComment[];
  commentsOn: (repo: string, path: string) => readonly LineComment[];
  add: (comment: Omit<LineComment, 'id'>) => void;
  change: (id: string, text: string) => void;
  remove: (id: string) => void;
  clear: () => void;
  isViewed: (repo: string, file: DiffFile) => boolean;
  setViewed: (repo: string, file: DiffFile, viewed: boolean) => void;
}

/** Tells one state of a file from another: a mark goes when the file changes again. */
function fingerprint({ patch = '', additions, deletions }: DiffFile): string {
  let hash = 5381;
  for (let index = 0; index < patch.length; index += 1) hash = ((hash * 33) ^ patch.charCodeAt(index)) >>> 0;
  return `${additions}.${deletions}.${hash.toString(36)}`;
}

export function useReview(sessionId: string): Review {
  const [comments, setComments] = useStored<LineComment[]>(`hero-claude-comments:${sessionId}`, []);
  const [viewed, setViewed] = useStored<Record<string, string>>(`hero-claude-viewed:${sessionId}`, {});
  return useMemo(
    () => ({
      comments,
      commentsOn: (repo, path) => comments.filter((each) => each.repo === repo && each.path === path),
      add: (comment) => setComments((before) => [...before, { ...comment, id: promptUuid() }]),
      change: (id, text) =>
        setComments((before) => before.map((each) => (each.id === id ? { ...each, text } : each))),
      remove: (id) => setComments((before) => before.filter((each) => each.id !== id)),
      clear: () => setComments(() => []),
      isViewed: (repo, file) => viewed[`${repo}/${file.path}`] === fingerprint(file),
      setViewed: (repo, file, on) =>
        setViewed((before) => ({ ...before, [`${repo}/${file.path}`]: on ? fingerprint(file) : '' })),
    }),
    [comments, viewed, setComments, setViewed],
  );
}
