import type { Turn } from 'hero-claude-sdk';
import { classNames } from '../../../ui/class-names.ts';
import { dollars, short } from '../../../ui/numbers.ts';
import { elapsedText } from '../cards/tool-state.tsx';
import { plainWords } from '../safe/plain-words.ts';
import { visibleLine } from '../safe/visible-text.ts';
import styles from './usage-tab.module.css';

const mostRows = 200;

/** The latest turns, newest first. */
export function TurnTable({ turns }: { turns: readonly Turn[] }) {
  return (
    <div className={styles['scroll']}>
      <table className={styles['turns']}>
        <thead>
          <tr>
            <th scope="col">Turn</th>
            <th scope="col">Ended</th>
            <th scope="col" className={styles['number']}>
              Time
            </th>
            <th scope="col" className={styles['number']}>
              Output
            </th>
            <th scope="col" className={styles['number']}>
              Cost
            </th>
            <th scope="col" className={styles['number']}>
              Tools
            </th>
            <th scope="col">Result</th>
          </tr>
        </thead>
        <tbody>
          {turns
            .slice(-mostRows)
            .toReversed()
            .map((turn) => (
              <TurnRow key={turn.turn} turn={turn} />
            ))}
        </tbody>
      </table>
    </div>
  );
}

function TurnRow({ turn }: { turn: Turn }) {
  const calls = turn.tools.reduce((sum, tool) => sum + tool.calls, 0);
  const bad = turn.state === 'failed' || turn.state === 'cut';
  return (
    <tr>
      <td>{turn.turn}</td>
      <td className={classNames(bad && styles['bad'])}>{turn.state}</td>
      <td className={styles['number']}>{turn.duration_ms === null ? '' : elapsedText(turn.duration_ms)}</td>
      <td className={styles['number']}>{turn.tokens === null ? '' : short(turn.tokens.output_tokens)}</td>
      <td className={styles['number']}>{turn.cost_usd === null ? '' : dollars(turn.cost_usd)}</td>
      <td
        className={styles['number']}
        title={turn.tools.map(({ name, calls }) => `${name} ${calls}`).join(', ')}
      >
        {calls}
      </td>
      <td className={styles['result']}>{visibleLine(plainWords(turn.result ?? ''))}</td>
    </tr>
  );
}
