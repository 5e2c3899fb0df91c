import type { ServiceReply } from 'lab-manager/contract';
import { Button } from '../../components/button.tsx';
import { messages } from '../../features/lab/messages.ts';
import { actionsFor, type ServiceAction } from '../../features/lab/service-actions.ts';

interface LabButtonsProps {
  services: readonly ServiceReply[];
  /** A job is running: another would be refused. */
  busy: boolean;
  onAct: (action: ServiceAction, target: string) => void;
}

/** Start and stop for the lab as a whole: what a person may stop at all decides what is offered. */
export function LabButtons({ services, busy, onAct }: LabButtonsProps) {
  const possible = new Set(services.flatMap(actionsFor));
  return (
    <>
      {possible.has('start') && (
        <Button
          disabled={busy}
          icon="play"
          onClick={() => {
            onAct('start', 'lab');
          }}
        >
          {messages.status.startLab}
        </Button>
      )}
      {possible.has('stop') && (
        <Button
          disabled={busy}
          icon="stop"
          onClick={() => {
            onAct('stop', 'lab');
          }}
        >
          {messages.status.stopLab}
        </Button>
      )}
    </>
  );
}
