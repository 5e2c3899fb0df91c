import type { ReactNode } from 'react';
import { cx } from '../lib/cx.ts';
import { HiddenText } from './hidden-text.tsx';
import styles from './table.module.css';

/** What a column holds: its name; `number` aligns with its cells, `actions` is named for those who hear the page. */
export type Column = string | { name: string; kind: 'number' | 'actions' };

/** A table whose rows become blocks on a narrow screen; `children` are its rows, whose cells bear `data-label`. */
export function Table({ columns, children }: { columns: readonly Column[]; children: ReactNode }) {
  return (
    <div className={styles.wrap}>
      <table className={cx(styles.table, styles.stack)}>
        <thead>
          <tr>{columns.map(head)}</tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

function head(column: Column) {
  if (typeof column === 'string') {
    return (
      <th key={column} scope="col">
        {column}
      </th>
    );
  }
  const { name, kind } = column;
  return (
    <th key={name} scope="col" className={cx(kind === 'number' && styles.number)}>
      {kind === 'actions' ? <HiddenText>{name}</HiddenText> : name}
    </th>
  );
}
