import type { ServiceReply } from 'lab-manager/contract';
import { ButtonLink } from '../../components/button.tsx';
import { ActionButtons } from './action-buttons.tsx';
import { formatDuration } from '../../lib/format.ts';
import { useNow } from '../../lib/use-now.ts';
import { messages } from './messages.ts';
import { imageVersion, serviceOffer, type Action } from './service-actions.ts';
import { ServiceState } from './service-state.tsx';
import { Table } from '../../components/table.tsx';
import table from '../../components/table.module.css';
import styles from './service-table.module.css';

const words = messages.services;

interface ServiceTableProps {
  services: readonly ServiceReply[];
  busy: boolean;
  mayReadLogs: boolean;
  onAct: (action: Action, service: string) => void;
}

export function ServiceTable({ services, ...rest }: ServiceTableProps) {
  return (
    <Table
      columns={[
        words.columns.service,
        words.columns.state,
        words.columns.environment,
        words.columns.image,
        words.columns.uptime,
        { name: words.columns.actions, kind: 'actions' },
      ]}
    >
      {services.map((service) => (
        <ServiceRow key={service.name} service={service} {...rest} />
      ))}
    </Table>
  );
}

type RowProps = Omit<ServiceTableProps, 'services'> & { service: ServiceReply };

function ServiceRow({ service, busy, mayReadLogs, onAct }: RowProps) {
  const { name, environment, image } = service;
  return (
    <tr data-service={name} data-state={service.state}>
      <td>
        <div>
          <div className={table.name}>{name}</div>
          <About service={service} />
        </div>
      </td>
      <td data-label={words.columns.state}>
        <div>
          <ServiceState state={service.state} />
          <Remarks service={service} />
        </div>
      </td>
      <td data-label={words.columns.environment}>
        {environment === null ? (
          <span className={table.quiet}>{words.shared}</span>
        ) : (
          (words.environments[environment] ?? environment)
        )}
      </td>
      <td data-label={words.columns.image}>
        <span title={image ?? undefined}>{imageVersion(image) || '–'}</span>
      </td>
      <td data-label={words.columns.uptime} className={styles.uptime}>
        <Uptime service={service} />
      </td>
      <td>
        <div className={table.actions}>
          {mayReadLogs && (
            <ButtonLink
              small
              look="quiet"
              icon="list"
              to={`/services/${name}/logs`}
              aria-label={words.logsOf(name)}
            >
              {words.logs}
            </ButtonLink>
          )}
          <ActionButtons offer={serviceOffer(service)} target={name} busy={busy} onAct={onAct} />
        </div>
      </td>
    </tr>
  );
}

/** What it is for; of an app of a brick, the way there. */
function About({ service: { name, app } }: { service: ServiceReply }) {
  if (app === null) return <div className={styles.about}>{words.about[name]}</div>;
  return (
    <div className={styles.about}>
      <a href={app.url}>{words.openApp(app.title)}</a> {words.ofBrick(app.brick)}
    </div>
  );
}

function Remarks({ service: { message, restartCount } }: { service: ServiceReply }) {
  const remarks = [message, restartCount > 0 ? words.restarted(restartCount) : null].filter(
    (remark) => remark !== null,
  );
  return remarks.map((remark) => (
    <div key={remark} className={styles.about}>
      {remark}
    </div>
  ));
}

function Uptime({ service: { startedAt, state } }: { service: ServiceReply }) {
  const now = useNow(10_000);
  const up = state === 'running' || state === 'unhealthy' || state === 'starting';
  return startedAt === null || !up ? '–' : formatDuration(now - Date.parse(startedAt));
}
