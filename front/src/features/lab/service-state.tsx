import type { ServiceReply } from 'lab-manager/contract';
import { State, type Tone } from '../../components/state.tsx';
import type { IconName } from '../../components/icon.tsx';
import { messages } from './messages.ts';

const looks: Record<ServiceReply['state'], { tone: Tone; icon: IconName }> = {
  running: { tone: 'ok', icon: 'check-circle' },
  starting: { tone: 'busy', icon: 'loader' },
  unhealthy: { tone: 'warn', icon: 'alert' },
  stopping: { tone: 'busy', icon: 'loader' },
  stopped: { tone: 'quiet', icon: 'stop-circle' },
  failed: { tone: 'bad', icon: 'x-circle' },
  missing: { tone: 'bad', icon: 'x-circle' },
  unknown: { tone: 'quiet', icon: 'question' },
};

export function ServiceState({ state }: { state: ServiceReply['state'] }) {
  return <State {...looks[state]}>{messages.services.states[state]}</State>;
}
