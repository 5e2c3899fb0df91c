import type { IconName } from '../../components/icon.tsx';
import { State, type Tone } from '../../components/state.tsx';
import type { ScenarioStatus } from '../../lib/glab.ts';
import { messages } from './messages.ts';

const looks: Record<ScenarioStatus, { tone: Tone; icon: IconName }> = {
  queued: { tone: 'quiet', icon: 'clock' },
  running: { tone: 'busy', icon: 'loader' },
  cancelling: { tone: 'busy', icon: 'loader' },
  succeeded: { tone: 'ok', icon: 'check-circle' },
  failed: { tone: 'bad', icon: 'x-circle' },
  cancelled: { tone: 'quiet', icon: 'stop-circle' },
  interrupted: { tone: 'warn', icon: 'alert' },
};

export function ScenarioState({ status }: { status: ScenarioStatus }) {
  return <State {...looks[status]}>{messages.states[status]}</State>;
}
