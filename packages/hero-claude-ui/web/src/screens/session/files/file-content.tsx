import type { FileContent, FileEntry } from 'hero-claude-sdk';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { useHero } from '../../../data/hero-context.tsx';
import { messageOf } from '../../../data/message-of.ts';
import { useRpc } from '../../../data/rpc-query.ts';
import { Button } from '../../../ui/button.tsx';
import { ErrorNotice } from '../../../ui/notice.tsx';
import { bytes } from '../../../ui/numbers.ts';
import { Loading } from '../../../ui/spinner.tsx';
import { useToast } from '../../../ui/toast.tsx';
import { CodeText } from '../code/code-text.tsx';
import { useCodeColours } from '../code/use-code-colours.ts';
import { downloadFile } from './download-file.ts';
import type { FilePlace } from './file-address.ts';
import styles from './files-tab.module.css';

const shownBytes = 512 * 1024;
const mostLines = 5_000;

export interface FileContentProps {
  sessionId: string;
  place: FilePlace;
  entry: FileEntry | null;
}

/** A file to be read and to be saved. */
export function FileContentView({ sessionId, place }: FileContentProps) {
  const { client } = useHero();
  const toast = useToast();
  const [busy, setBusy] = useState(false);
  const path = place.names.join('/');
  const params = { session_id: sessionId, repo: place.repo, path };
  const file = useRpc('session.file', { ...params, limit: shownBytes });
  if (file.isPending) return <Loading what="the file" />;
  if (file.isError) return <ErrorNotice error={file.error} />;
  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      await downloadFile(client, params);
    } catch (error) {
      toast.show({ kind: 'bad', ...messageOf(error) });
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className={styles['scroll']}>
      <div className={styles['about']}>
        <span>{bytes(file.data.size)}</span>
        <Button small busy={busy} onClick={() => void save()}>
          <Download size={14} aria-hidden="true" /> Download
        </Button>
      </div>
      <Content path={path} file={file.data} />
    </div>
  );
}

function Content({ path, file }: { path: string; file: FileContent }) {
  const image = imageType(path);
  if (file.binary && image !== null && !file.truncated) {
    return <img className={styles['image']} src={`data:${image};base64,${file.content}`} alt={path} />;
  }
  if (file.binary) return <p className={styles['note']}>Not a text: download it to look at it.</p>;
  if (file.content === '') return <p className={styles['note']}>An empty file.</p>;
  return (
    <>
      <Lines path={path} text={file.content} />
      {file.truncated && <p className={styles['note']}>Only the first {bytes(shownBytes)} are shown.</p>}
    </>
  );
}

function Lines({ path, text }: { path: string; text: string }) {
  const colours = useCodeColours(path, text);
  const lines = text.replace(/\n$/, '').split('\n');
  return (
    <>
      <ol className={styles['lines']}>
        {lines.slice(0, mostLines).map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines never change places
          <li key={index}>
            <CodeText text={line} pieces={colours?.[index]} />
          </li>
        ))}
      </ol>
      {lines.length > mostLines && (
        <p className={styles['note']}>{lines.length - mostLines} more lines: download it to read them.</p>
      )}
    </>
  );
}

/** Pictures that cannot run anything. */
function imageType(path: string): string | null {
  const extension = /\.(png|jpe?g|gif|webp)$/i.exec(path)?.[1]?.toLowerCase();
  if (extension === undefined) return null;
  return `image/${extension === 'jpg' ? 'jpeg' : extension}`;
}
