import { useCallback, useEffect, useRef, useState } from 'react';
import { useHero } from '../../../data/hero-context.tsx';
import { messageOf } from '../../../data/message-of.ts';
import { type Uploaded, uploadFile } from '../../../data/upload.ts';

/** A file on its way to the agent. */
export interface PendingFile {
  key: number;
  file: File;
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
  /** Sends again what did not arrive; false when all has. */
  retry: () => boolean;
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
  const upload = useCallback(
    (key: number, file: File) => {
      change(key, { error: null });
      uploadFile(hero, file, stop.current.signal).then(
        (uploaded) => change(key, { uploaded }),
        (error: unknown) => change(key, { error: messageOf(error).text }),
      );
    },
    [hero, change],
  );
  const add = useCallback(
    (chosen: Iterable<File>) => {
      for (const file of chosen) {
        const key = nextKey.current++;
        setFiles((before) => [...before, { key, file, uploaded: null, error: null }]);
        upload(key, file);
      }
    },
    [upload],
  );
  const failed = files.filter(({ error }) => error !== null);
  return {
    files,
    busy: files.some(({ uploaded, error }) => uploaded === null && error === null),
    ids: files.flatMap(({ uploaded }) => (uploaded === null ? [] : [uploaded.upload_id])),
    add,
    retry: () => {
      for (const { key, file } of failed) upload(key, file);
      return failed.length > 0;
    },
    remove: (key) => setFiles((before) => before.filter((file) => file.key !== key)),
    clear: () => setFiles([]),
  };
}
