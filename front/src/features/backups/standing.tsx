import type { SnapshotReply } from 'lab-manager/contract';
import type { IconName } from '../../components/icon.tsx';
import { State, type Tone } from '../../components/state.tsx';
import { messages } from './messages.ts';

const looks: Record<SnapshotReply['standing'], [Tone, IconName]> = {
  lacking: ['bad', 'x-circle'],
  damaged: ['bad', 'alert'],
  unverified: ['warn', 'question'],
  good: ['ok', 'check'],
  'restore-tested': ['ok', 'check-circle'],
};

/** How much a snapshot is worth. */
export function Standing({ of }: { of: SnapshotReply['standing'] }) {
  const [tone, icon] = looks[of];
  return (
    <State tone={tone} icon={icon}>
      {messages.standings[of]}
    </State>
  );
}

export const isGood = (standing: SnapshotReply['standing']): boolean =>
  standing === 'good' || standing === 'restore-tested';
