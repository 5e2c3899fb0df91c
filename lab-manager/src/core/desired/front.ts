import { containerSpec, imageOf } from './defaults.ts';
import { edgeNetworks } from './network-names.ts';
import { oomScoreAdjust } from './oom-order.ts';
import { owners } from './owners.ts';
import type { DesiredService } from '../model/desired-state.ts';
import type { HostFacts } from '../model/host-facts.ts';
import type { LabFile } from '../model/lab-file.ts';

/** Serves the pages of the console and of the data labs; holds no data. */
export function front(labFile: LabFile, facts: HostFacts): DesiredService {
  const { image, pullFrom } = imageOf(labFile, facts, 'front');
  const stopGraceSeconds = 10;
  return {
    name: 'front',
    environment: undefined,
    spec: containerSpec(facts, {
      service: 'front',
      environment: undefined,
      image,
      owner: owners.front,
      networks: [edgeNetworks.front],
      memoryBytes: 128 * 1024 ** 2,
      cpus: undefined,
      pids: 128,
      oomScoreAdjust: oomScoreAdjust('front'),
      stopGraceSeconds,
      tmpfs: { '/tmp': 32 },
    }),
    pullFrom,
    running: true,
    after: [],
    startTimeoutSeconds: 60,
    stopGraceSeconds,
  };
}
