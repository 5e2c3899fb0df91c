import type { ReferenceReply } from 'lab-manager/contract';
import type { ReactNode } from 'react';
import { Facts } from '../../components/facts.tsx';
import { Table } from '../../components/table.tsx';
import table from '../../components/table.module.css';
import { formatSize } from '../../lib/size.ts';
import { messages } from './messages.ts';
import { titleOf } from './unused-data.ts';

const { columns, facts } = messages;
type Generation = ReferenceReply['generations'][number];

/** What the bricks ask for: which data, whose it is, who reads it. */
export function WantedReference({ wanted, needs }: Pick<ReferenceReply, 'wanted' | 'needs'>) {
  if (wanted === null) return <p>{messages.nobody}</p>;
  const { name, version, origin, licence, readers, present, bytes, builtBytes } = wanted;
  const by = needs.map(({ environment, brick }) => `${brick} (${environment})`).join(', ');
  return (
    <Facts
      items={[
        [facts.set, `${name} ${version}`],
        [facts.origin, origin],
        [facts.licence, licence],
        [facts.readers, readers.join(', ')],
        [facts.needs, by === '' ? messages.setting : by],
        [facts.state, present ? messages.built : messages.absent(formatSize(bytes), formatSize(builtBytes))],
      ]}
    />
  );
}

interface GenerationTableProps {
  generations: readonly Generation[];
  /** What can be done with one that nothing uses. */
  actions: (generation: Generation) => ReactNode;
}

/** What lies on the disk, used or not. */
export function GenerationTable({ generations, actions }: GenerationTableProps) {
  return (
    <Table
      columns={[
        columns.data,
        { name: columns.size, kind: 'number' },
        columns.state,
        { name: columns.actions, kind: 'actions' },
      ]}
    >
      {generations.map((one) => (
        <tr key={one.id} data-generation={one.id}>
          <td>
            <div className={table.name}>{titleOf(one)}</div>
          </td>
          <td data-label={columns.size} className={table.number}>
            {formatSize(one.bytes)}
          </td>
          <td data-label={columns.state}>{stateOf(one)}</td>
          <td>
            <div className={table.actions}>{one.removable && !one.wanted && actions(one)}</div>
          </td>
        </tr>
      ))}
    </Table>
  );
}

function stateOf({ wanted, removable, about }: Generation): string {
  if (wanted) return messages.inUse;
  if (!removable) return messages.served;
  return about === null ? messages.incomplete : messages.unused;
}
