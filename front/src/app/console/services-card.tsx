import type { ServiceReply } from 'lab-manager/contract';
import { Card } from '../../components/card.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { messages } from '../../features/lab/messages.ts';
import type { Action } from '../../features/lab/service-actions.ts';
import { ServiceTable } from '../../features/lab/service-table.tsx';
import { useMay } from '../../lib/session.ts';

const words = messages.services;

interface ServicesCardProps {
  services: readonly ServiceReply[];
  /** A job is running: another would be refused. */
  busy: boolean;
  onAct: (action: Action, target: string) => void;
}

export function ServicesCard({ services, busy, onAct }: ServicesCardProps) {
  const mayReadLogs = useMay('logs:read');
  return (
    <Card title={words.title} lead={words.lead} flush>
      {services.length === 0 ? (
        <EmptyState icon="list" title={words.empty}>
          {words.emptyWhy}
        </EmptyState>
      ) : (
        <ServiceTable services={services} busy={busy} mayReadLogs={mayReadLogs} onAct={onAct} />
      )}
    </Card>
  );
}
