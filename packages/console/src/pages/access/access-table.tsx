import { texts } from '../../texts';
import { type AccessGroup, type AccessRow, wordsOf } from './access-rows';

interface AccessTableProps {
  readonly groups: readonly AccessGroup[];
  /** The roles to show. */
  readonly columns: readonly string[];
}

/** The access of each role to each schema coordinate, by type. */
export function AccessTable({ groups, columns }: AccessTableProps) {
  if (groups.length === 0) return <p className="empty">{texts.access.none}</p>;
  return (
    <table role="table" className="access">
      <caption>{texts.access.title}</caption>
      <thead role="rowgroup">
        <tr role="row">
          <th scope="col" role="columnheader">
            {texts.access.coordinate}
          </th>
          {columns.map((role) => (
            <th key={role} scope="col" role="columnheader">
              {role}
            </th>
          ))}
        </tr>
      </thead>
      {groups.map(({ type, rows }) => (
        <tbody key={type} role="rowgroup">
          <tr role="row" className="type">
            <th scope="rowgroup" role="rowheader" colSpan={columns.length + 1}>
              {type}
            </th>
          </tr>
          {rows.map((row) => (
            <Row key={row.coordinate} row={row} columns={columns} />
          ))}
        </tbody>
      ))}
    </table>
  );
}

function Row({
  row: { member, type, rules, filtered, access },
  columns,
}: {
  readonly row: AccessRow;
  readonly columns: readonly string[];
}) {
  return (
    <tr role="row">
      <th scope="row" role="rowheader">
        <code>{member}</code> {type !== undefined && <code className="soft">{type}</code>}
        {filtered && <span className="word condition">@filtered</span>}
        {rules.map((rule) => (
          <code key={rule} className="rule">
            {rule}
          </code>
        ))}
      </th>
      {columns.map((role) => (
        <td key={role} role="cell" data-label={role}>
          <div>
            {wordsOf(access[role] ?? '').map((word) => (
              <Word key={word} word={word} />
            ))}
          </div>
        </td>
      ))}
    </tr>
  );
}

/** A word of a cell, as in the legend. */
export function Word({ word }: { readonly word: string }) {
  const kind = word === 'allow' || word === 'deny' ? word : word.startsWith('+') ? 'addition' : 'condition';
  return <span className={`word ${kind}`}>{word}</span>;
}
