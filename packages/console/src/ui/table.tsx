import type { ReactNode } from 'react';

export interface Column<Row> {
  readonly header: string;
  readonly cell: (row: Row) => ReactNode;
  /** Buttons need no label on a phone. */
  readonly isActions?: boolean;
}

interface TableProps<Row> {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  readonly isBusy?: boolean;
  readonly empty: string;
}

/**
 * A table that becomes a list of cards on a phone. The roles are explicit, because browsers drop those of elements whose
 * `display` changes.
 */
export function Table<Row>({ caption, columns, rows, keyOf, isBusy = false, empty }: TableProps<Row>) {
  if (rows.length === 0 && !isBusy) return <p className="empty">{empty}</p>;
  const [first, ...others] = columns;
  return (
    <table role="table" aria-busy={isBusy} className={isBusy ? 'busy' : undefined}>
      <caption>{caption}</caption>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map(({ header, isActions }) => (
            <th key={header} scope="col" role="columnheader">
              {isActions ? <span className="unseen">{header}</span> : header}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <tr key={keyOf(row)} role="row">
            <th scope="row" role="rowheader">
              {first?.cell(row)}
            </th>
            {others.map(({ header, cell, isActions }) => (
              <td
                key={header}
                role="cell"
                data-label={isActions ? undefined : header}
                className={isActions ? 'row-actions' : undefined}
              >
                <div>{cell(row)}</div>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
