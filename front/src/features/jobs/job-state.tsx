import type { JobReply } from 'lab-manager/contract';
import { State, type Tone } from '../../components/state.tsx';
import type { IconName } from '../../components/icon.tsx';
import { messages } from './messages.ts';

const looks: Record<JobReply['state'], { tone: Tone; icon: IconName }> = {
  queued: { tone: 'quiet', icon: 'clock' },
  running: { tone: 'busy', icon: 'loader' },
  succeeded: { tone: 'ok', icon: 'check-circle' },
  failed: { tone: 'bad', icon: 'x-circle' },
  cancelled: { tone: 'quiet', icon: 'stop-circle' },
};

export function JobState({ job }: { job: Pick<JobReply, 'state' | 'cancelRequested'> }) {
  const cancelling = job.cancelRequested && (job.state === 'running' || job.state === 'queued');
  return <State {...looks[job.state]}>{cancelling ? messages.cancelling : messages.states[job.state]}</State>;
}
