import type { ReactNode } from 'react';
import styles from './table.module.css';

export interface Column<Row> {
  head: string;
  cell: (row: Row) => ReactNode;
  /** Numbers and buttons stand at the right, what must not wrap stays together. */
  kind?: 'text' | 'number' | 'tight' | 'actions';
}

export interface TableProps<Row> {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string | number;
}

/** Rows and columns; on a phone each row is a small card. */
export function Table<Row>({ label, columns, rows, keyOf }: TableProps<Row>) {
  const look = (kind: Column<Row>['kind']) =>
    kind === undefined || kind === 'text' ? undefined : styles[kind];
  return (
    <div className={styles['frame']}>
      <table className={styles['table']} aria-label={label}>
        <thead>
          <tr>
            {columns.map(({ head, kind }) => (
              <th key={head} scope="col" className={look(kind)}>
                {kind === 'actions' ? <span className="visually-hidden">{head}</span> : head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map(({ head, cell, kind }) => (
                <td key={head} data-head={head} className={look(kind)}>
                  <span>{cell(row)}</span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
