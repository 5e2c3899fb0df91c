import type { EnvironmentFigures, FiguresReply, ServiceFigures } from 'lab-manager/contract';
import { ButtonLink } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Table } from '../../components/table.tsx';
import table from '../../components/table.module.css';
import { formatSize } from '../../lib/size.ts';
import { formatCores, formatRate, orDash } from './format.ts';
import { messages } from './messages.ts';
import { Meter } from './meter.tsx';
import styles from './use-table.module.css';

const words = messages.services;
const { columns } = words;

/** Every service beside its limits; each environment's sum stands below its services. */
export function UseCard({ services, environments }: Pick<FiguresReply, 'services' | 'environments'>) {
  const groups = [...environments.map(({ name }) => name), null];
  return (
    <Card title={words.title} lead={words.lead} flush>
      {services.length === 0 ? (
        <EmptyState icon="list" title={words.empty}>
          {words.emptyWhy}
        </EmptyState>
      ) : (
        <Table
          columns={[
            columns.name,
            columns.cpu,
            columns.memory,
            columns.pids,
            columns.network,
            columns.disk,
            { name: columns.day, kind: 'actions' },
          ]}
        >
          {groups.flatMap((group) => [
            ...services
              .filter(({ environment }) => environment === group)
              .map((service) => <Row key={service.name} use={service} title={service.name} />),
            ...environments
              .filter(({ name }) => name === group)
              .map((environment) => (
                <Row key={environment.name} use={environment} title={words.all(environment.name)}>
                  {keeps(environment)}
                </Row>
              )),
          ])}
        </Table>
      )}
    </Card>
  );
}

interface RowProps {
  use: ServiceFigures | EnvironmentFigures;
  title: string;
  children?: string | null;
}

function Row({ use, title, children }: RowProps) {
  const { name, limits } = use;
  return (
    <tr data-subject={name}>
      <td>
        <div>
          <div className={table.name}>{title}</div>
          {children !== undefined && children !== null && <div className={table.quiet}>{children}</div>}
        </div>
      </td>
      <td data-label={columns.cpu}>
        <Meter
          label={messages.usedOf(columns.cpu, title)}
          used={use.cpu}
          limit={limits.cpus}
          format={formatCores}
          formatLimit={String}
        />
      </td>
      <td data-label={columns.memory}>
        <Meter
          label={messages.usedOf(columns.memory, title)}
          used={use.memoryBytes}
          limit={limits.memoryBytes}
          format={formatSize}
        />
      </td>
      <td data-label={columns.pids}>
        <Meter
          label={messages.usedOf(columns.pids, title)}
          used={use.pids}
          limit={limits.pids}
          format={String}
        />
      </td>
      <td data-label={columns.network}>
        <Traffic values={[use.receivedBytesPerSecond, use.sentBytesPerSecond]} />
      </td>
      <td data-label={columns.disk}>
        <Traffic values={[use.readBytesPerSecond, use.writtenBytesPerSecond]} />
      </td>
      <td>
        <div className={table.actions}>
          <ButtonLink
            small
            look="quiet"
            to={`?of=${encodeURIComponent(name)}#day`}
            aria-label={words.dayOf(title)}
          >
            {words.day}
          </ButtonLink>
        </div>
      </td>
    </tr>
  );
}

function Traffic({ values: [one, other] }: { values: readonly [number | null, number | null] }) {
  return (
    <div className={styles.traffic}>
      <span>{orDash(one, formatRate)},</span> <span>{orDash(other, formatRate)}</span>
    </div>
  );
}

function keeps({ dataBytes, databaseBytes }: EnvironmentFigures): string | null {
  if (dataBytes === null && databaseBytes === null) return null;
  return words.keeps(orDash(dataBytes, formatSize), orDash(databaseBytes, formatSize));
}
