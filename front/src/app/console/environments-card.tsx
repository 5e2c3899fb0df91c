import type { EnvironmentReply } from 'lab-manager/contract';
import { Card } from '../../components/card.tsx';
import { EnvironmentTable } from '../../features/lab/environment-table.tsx';
import { messages } from '../../features/lab/messages.ts';
import type { Action } from '../../features/lab/service-actions.ts';

const words = messages.environments;

interface EnvironmentsCardProps {
  environments: readonly EnvironmentReply[];
  /** A job is running: another would be refused. */
  busy: boolean;
  onAct: (action: Action, target: string) => void;
}

export function EnvironmentsCard(props: EnvironmentsCardProps) {
  if (props.environments.length === 0) return null;
  return (
    <Card title={words.title} lead={words.lead} flush>
      <EnvironmentTable {...props} />
    </Card>
  );
}
