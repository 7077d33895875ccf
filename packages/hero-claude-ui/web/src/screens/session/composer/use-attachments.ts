import { useCallback, useEffect, useRef, useState } from 'react';
import { useHero } from '../../../data/hero-context.tsx';
import { messageOf } from '../../../data/message-of.ts';
import { type Uploaded, uploadFile } from '../../../data/upload.ts';

/** A file on its way to the agent. */
export interface PendingFile {
  key: number;
  name: string;
  size: number;
  uploaded: Uploaded | null;
  error: string | null;
}

export interface Attachments {
  files: readonly PendingFile[];
  /** Something has still to arrive at the server. */
  busy: boolean;
  /** Ids of what has arrived. */
  ids: readonly string[];
  add: (files: Iterable<File>) => void;
  remove: (key: number) => void;
  clear: () => void;
}

/** Sends files as soon as they are chosen, so that nothing is waited for when the text is written. */
export function useAttachments(): Attachments {
  const hero = useHero();
  const [files, setFiles] = useState<readonly PendingFile[]>([]);
  const nextKey = useRef(1);
  const stop = useRef(new AbortController());
  useEffect(() => {
    const controller = new AbortController();
    stop.current = controller;
    return () => controller.abort();
  }, []);
  const change = useCallback(
    (key: number, more: Partial<PendingFile>) =>
      setFiles((before) => before.map((file) => (file.key === key ? { ...file, ...more } : file))),
    [],
  );
  const add = useCallback(
    (chosen: Iterable<File>) => {
      for (const file of chosen) {
        const key = nextKey.current++;
        const name = file.name === '' ? 'pasted' : file.name;
        setFiles((before) => [...before, { key, name, size: file.size, uploaded: null, error: null }]);
        uploadFile(hero, file, stop.current.signal).then(
          (uploaded) => change(key, { uploaded }),
          (error: unknown) => change(key, { error: messageOf(error).text }),
        );
      }
    },
    [hero, change],
  );
  return {
    files,
    busy: files.some(({ uploaded, error }) => uploaded === null && error === null),
    ids: files.flatMap(({ uploaded }) => (uploaded === null ? [] : [uploaded.upload_id])),
    add,
    remove: (key) => setFiles((before) => before.filter((file) => file.key !== key)),
    clear: () => setFiles([]),
  };
}
