import type { SessionDetails } from 'hero-claude-sdk';
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { useRpc } from '../../../data/rpc-query.ts';
import { ApprovalBar } from '../../../session/approval/approval-bar.tsx';
import { ApprovalForm } from '../../../session/approval/approval-form.tsx';
import { matchApprovals } from '../../../session/approval/match-approvals.ts';
import { Button } from '../../../ui/button.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorNotice } from '../../../ui/notice.tsx';
import { Loading } from '../../../ui/spinner.tsx';
import { Composer } from '../composer/composer.tsx';
import { QueueList } from '../composer/queue-list.tsx';
import { visibleText } from '../safe/visible-text.ts';
import type { Item } from '../transcript/item.ts';
import { ancestorsOf, type Row, visibleRows } from '../transcript/rows.ts';
import { transcriptToMarkdown } from '../transcript/to-markdown.ts';
import { Activity, TodoProgress } from './activity.tsx';
import styles from './conversation-tab.module.css';
import { FoldProvider, FoldStore } from './fold-store.tsx';
import { LiveBlocks } from './live-blocks.tsx';
import { RawDialog } from './raw-dialog.tsx';
import { type ListHandle, TranscriptList } from './transcript-list.tsx';
import { TranscriptToolbar } from './transcript-toolbar.tsx';
import { useFind } from './use-find.ts';
import { useTranscript } from './use-transcript.ts';

/** What was said and done, and where one talks to the agent. */
export function ConversationTab({ session }: { session: SessionDetails }) {
  const { session_id } = session;
  const { feed, state } = useTranscript(session_id, session.messages);
  const { transcript, live, version } = state;
  const folds = useMemo(() => new FoldStore(), []);
  const foldVersion = useSyncExternalStore(folds.watch, folds.version);
  const list = useRef<ListHandle>(null);
  const [rawSeq, setRawSeq] = useState<number | null>(null);
  const [shown, setShown] = useState<Item | null>(null);
  const { data } = useRpc('approval.list', { session_id });
  const approvals = data?.approvals ?? [];
  const rows = useMemo(
    () => visibleRows(transcript.roots, (tool) => folds.isOpen(tool.key, false)),
    // The transcript changes in place: the versions tell.
    // biome-ignore lint/correctness/useExhaustiveDependencies: see above
    [transcript, version, folds, foldVersion],
  );
  const matched = useMemo(
    () => matchApprovals(transcript.roots, data?.approvals ?? []),
    // biome-ignore lint/correctness/useExhaustiveDependencies: as above
    [transcript, version, data],
  );
  const show = useCallback(
    (item: Item) => {
      for (const tool of ancestorsOf(item)) folds.set(tool.key, true);
      setShown(item);
    },
    [folds],
  );
  useShown(shown, rows, list);
  const find = useFind({ sessionId: session_id, feed, state, onShow: show });
  const approvalFor = useCallback(
    ({ item }: Row) => {
      const approval = matched.get(item.key);
      return approval === undefined ? null : <ApprovalForm key={approval.approval_id} approval={approval} />;
    },
    [matched],
  );
  const onTop = useCallback(() => void feed.loadEarlier().catch(() => undefined), [feed]);
  const onStuck = useCallback(
    (stuck: boolean) => {
      feed.mayTrim = stuck;
      if (stuck) setShown(null);
    },
    [feed],
  );
  const inline = new Map([...matched].map(([key, { approval_id }]) => [approval_id, key]));

  if (state.status === 'loading') return <Loading what="the conversation" />;
  if (state.status === 'failed') {
    return (
      <div className={styles['failed']}>
        <ErrorNotice
          error={state.error}
          actions={
            <Button kind="link" onClick={() => void feed.open(session.messages)}>
              Try again
            </Button>
          }
        />
      </div>
    );
  }
  const jumpFrom = (): Item | undefined => shown ?? rows[list.current?.firstShown() ?? 0]?.item;
  return (
    <FoldProvider store={folds}>
      <div className={styles['tab']}>
        <TranscriptToolbar
          find={find}
          onJump={(mark, direction) => find.jump(mark, direction, jumpFrom())}
          onCopy={() => void navigator.clipboard.writeText(transcriptToMarkdown(transcript.roots))}
        >
          <TodoProgress entries={transcript.todos.current} />
          {state.loadingEarlier && <span>Loading earlier lines…</span>}
        </TranscriptToolbar>
        {rows.length === 0 && live.blocks.length === 0 ? (
          <Beginning session={session} />
        ) : (
          <TranscriptList
            ref={list}
            rows={rows}
            version={version}
            lastSeq={transcript.lastSeq}
            hitKey={shown?.key ?? null}
            approvalFor={approvalFor}
            onRaw={setRawSeq}
            onTop={onTop}
            onStuck={onStuck}
            footer={
              <>
                <LiveBlocks blocks={live.blocks} />
                <Activity session={session} />
              </>
            }
          />
        )}
        <ApprovalBar
          approvals={approvals}
          isInline={({ approval_id }) => inline.has(approval_id)}
          onShow={({ approval_id }) => {
            const row = rows.find(({ item }) => item.key === inline.get(approval_id));
            if (row !== undefined) show(row.item);
          }}
        />
        <QueueList sessionId={session_id} />
        {session.status !== 'destroyed' && session.status !== 'creating' && (
          <Composer session={session} transcript={transcript} onSent={() => list.current?.toEnd()} />
        )}
      </div>
      {rawSeq !== null && <RawDialog sessionId={session_id} seq={rawSeq} onClose={() => setRawSeq(null)} />}
    </FoldProvider>
  );
}

/** Scrolls once the row of an item is there: what hid it may have to unfold first. */
function useShown(shown: Item | null, rows: readonly Row[], list: { current: ListHandle | null }): void {
  const done = useRef<Item | null>(null);
  useEffect(() => {
    if (shown === null) done.current = null;
    if (shown === null || done.current === shown) return;
    const index = rows.findIndex(({ item }) => item === shown);
    if (index < 0) return;
    done.current = shown;
    list.current?.show(index);
  }, [shown, rows, list]);
}

/** Before the first line. */
function Beginning({ session }: { session: SessionDetails }) {
  const waits = session.status === 'created';
  return (
    <div className={styles['beginning']}>
      <EmptyState title={waits ? 'The agent has not been started' : 'Nothing was said yet'}>
        <p>
          {waits
            ? 'Start it, and it begins with this task:'
            : 'The first line of the agent appears here. Its task:'}
        </p>
        <p className={styles['task']}>{visibleText(session.task)}</p>
        <Activity session={session} />
      </EmptyState>
    </div>
  );
}
