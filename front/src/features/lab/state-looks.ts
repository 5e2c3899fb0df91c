import type { EnvironmentReply, ServiceReply } from 'lab-manager/contract';
import type { IconName } from '../../components/icon.tsx';
import type { Tone } from '../../components/state.tsx';

/** The same word looks the same, of a service and of an environment. */
export const stateLooks: Record<
  ServiceReply['state'] | EnvironmentReply['state'],
  { tone: Tone; icon: IconName }
> = {
  running: { tone: 'ok', icon: 'check-circle' },
  starting: { tone: 'busy', icon: 'loader' },
  unhealthy: { tone: 'warn', icon: 'alert' },
  stopping: { tone: 'busy', icon: 'loader' },
  stopped: { tone: 'quiet', icon: 'stop-circle' },
  uninstalled: { tone: 'quiet', icon: 'stop-circle' },
  disabled: { tone: 'quiet', icon: 'stop-circle' },
  failed: { tone: 'bad', icon: 'x-circle' },
  missing: { tone: 'bad', icon: 'x-circle' },
  unknown: { tone: 'quiet', icon: 'question' },
};
