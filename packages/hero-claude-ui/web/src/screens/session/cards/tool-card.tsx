import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from '../../../ui/class-names.ts';
import { useFold } from '../conversation/fold-store.tsx';
import type { ToolItem } from '../transcript/item.ts';
import { isEdit, isShell } from '../transcript/tool-detail.ts';
import { AgentBody } from './agent-body.tsx';
import { ImageList } from './image-list.tsx';
import { JsonBody } from './json-body.tsx';
import { OutputBody } from './output-body.tsx';
import { PatchBody } from './patch-body.tsx';
import { QuestionBody } from './question-body.tsx';
import { ShellBody } from './shell-body.tsx';
import { TodoBody } from './todo-body.tsx';
import styles from './tool-card.module.css';
import { ToolIcon } from './tool-icon.tsx';
import { ToolState } from './tool-state.tsx';
import { toolLabel, toolSummary } from './tool-summary.ts';

const quietTools = new Set([
  'Read',
  'Grep',
  'Glob',
  'LS',
  'TaskList',
  'TaskGet',
  'TaskCreate',
  'TaskUpdate',
  'TaskOutput',
  'ToolSearch',
  'Skill',
]);

/** Reading and searching say enough on one line; what changes something is shown. */
export function initiallyOpen({ name, state, children }: ToolItem): boolean {
  if (children.length > 0 || name === 'Agent' || name === 'Task') return false;
  return state === 'failed' || !quietTools.has(name);
}

export interface ToolCardProps {
  item: ToolItem;
  version: number;
  /** It is asked of a person whether this call may run. */
  approval: ReactNode;
}

/** A call of a tool with what came back. */
export function ToolCard({ item, approval }: ToolCardProps) {
  const [open, turn] = useFold(item.key, initiallyOpen(item));
  const summary = toolSummary(item);
  // What is asked is in the form itself.
  const bodyShown = approval === null ? open : item.name !== 'AskUserQuestion';
  return (
    <section className={classNames(styles['card'], item.state === 'failed' && styles['failed'])}>
      <button type="button" className={styles['head']} aria-expanded={open} onClick={turn}>
        <ChevronRight size={14} className={styles['chevron']} aria-hidden="true" />
        <ToolIcon name={item.name} />
        <span className={styles['name']}>{toolLabel(item.name)}</span>
        <span className={styles['summary']} title={summary}>
          {summary}
        </span>
        <DetailNote item={item} />
        <ToolState item={item} waiting={approval !== null} />
      </button>
      {bodyShown && <div className={styles['body']}>{bodyOf(item)}</div>}
      {open && <ImageList images={item.images} />}
      {approval !== null && <div className={styles['asked']}>{approval}</div>}
    </section>
  );
}

function bodyOf(item: ToolItem): ReactNode {
  if (isShell(item.name)) return <ShellBody item={item} />;
  if (isEdit(item.name)) return <PatchBody item={item} />;
  // Of a list that was not taken, the reason is what counts.
  if (item.todo !== null && item.state !== 'failed') return <TodoBody todo={item.todo} />;
  if (item.name === 'Agent' || item.name === 'Task') return <AgentBody item={item} />;
  if (item.name === 'Read' || item.name === 'Grep' || item.name === 'Glob') return <OutputBody item={item} />;
  if (item.name === 'AskUserQuestion') return <QuestionBody item={item} />;
  return <JsonBody item={item} />;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** A number that says how much, where the tool tells. */
function DetailNote({ item: { detail, children, name } }: { item: ToolItem }) {
  if (detail?.kind === 'patch') {
    return (
      <span className={styles['note']}>
        <span className={styles['good']}>+{detail.added}</span>{' '}
        <span className={styles['bad']}>−{detail.removed}</span>
      </span>
    );
  }
  const note =
    detail?.kind === 'read' && detail.lines !== null
      ? counted(detail.lines, 'line')
      : detail?.kind === 'found' && detail.files !== null
        ? counted(detail.files, 'file')
        : (name === 'Agent' || name === 'Task') && children.length > 0
          ? counted(children.length, 'step')
          : null;
  return note === null ? null : <span className={styles['note']}>{note}</span>;
}
