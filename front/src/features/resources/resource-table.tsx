import { Link } from 'react-router';
import { Icon } from '../../components/icon.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { formatBytes, formatCount } from '../../lib/format.ts';
import type { Resource } from '../../lib/glab.ts';
import { messages } from './messages.ts';
import { maker, Origin } from './origin.tsx';
import { Table } from '../../components/table.tsx';
import table from '../../components/table.module.css';

const { columns } = messages;

export function ResourceTable({ resources, me }: { resources: readonly Resource[]; me: string | undefined }) {
  return (
    <Table
      columns={[
        columns.name,
        columns.kind,
        { name: columns.size, kind: 'number' },
        columns.when,
        columns.by,
        columns.origin,
      ]}
    >
      {resources.map((resource) => (
        <tr key={resource.id}>
          <td className={table.name}>
            <Link to={`/resources/${resource.id}`}>{resource.name}</Link>
          </td>
          <td data-label={columns.kind}>
            <span>
              <Icon name={resource.kind === 'table' ? 'table' : 'file'} /> {messages.kinds[resource.kind]}
            </span>
          </td>
          <td
            data-label={columns.size}
            className={table.number}
            title={`${formatCount(resource.size)} bytes`}
          >
            {formatBytes(resource.size)}
          </td>
          <td data-label={columns.when}>
            <TimeAgo time={resource.created_at} />
          </td>
          <td data-label={columns.by}>{maker(resource, me)}</td>
          <td data-label={columns.origin}>
            <Origin origin={resource.origin} />
          </td>
        </tr>
      ))}
    </Table>
  );
}
