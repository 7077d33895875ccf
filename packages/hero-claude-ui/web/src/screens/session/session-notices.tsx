import type { SessionDetails } from 'hero-claude-sdk';
import { Notice } from '../../ui/notice.tsx';
import { visibleText } from './safe/visible-text.ts';
import styles from './session-screen.module.css';

/** States in which what keeps the agent from going on has to be read. */
const halted = new Set(['stuck', 'quota', 'exited']);

/** What is wrong with a session, and what happens about it by itself. */
export function SessionNotices({ session: { problem, resume, agent } }: { session: SessionDetails }) {
  const standstill = agent !== null && halted.has(agent.state) && agent.detail !== undefined ? agent : null;
  if (problem === null && resume === null && standstill === null) return null;
  const hint = standstill?.hint === undefined ? undefined : visibleText(standstill.hint);
  // An agent that has ended is a problem by itself, said in much the same words.
  const same = problem !== null && standstill?.state === 'exited';
  return (
    <div className={styles['notices']}>
      {problem !== null && (
        <Notice kind="bad" hint={same ? hint : undefined}>
          {visibleText(problem.message)}
        </Notice>
      )}
      {standstill !== null && !same && (
        <Notice kind="warn" hint={hint}>
          {visibleText(standstill.detail ?? '')}
        </Notice>
      )}
      {resume !== null && (
        <Notice>
          {resume.due_at === null
            ? 'It was started again by itself'
            : `It is started again by itself at ${new Date(resume.due_at).toLocaleTimeString()}`}
          , attempt {resume.attempt}: {visibleText(resume.reason)}
        </Notice>
      )}
    </div>
  );
}
