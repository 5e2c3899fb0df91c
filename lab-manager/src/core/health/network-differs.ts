import { shortName } from '../names.ts';
import { checkOfLook } from './check.ts';

/** It can't be changed while containers run in it, and taking them down is a person's choice. */
export const networkDiffers = checkOfLook(
  'network-differs',
  'The networks are open and closed as they should be.',
  ({ desired, observed }) =>
    desired.networks.flatMap((network) => {
      const found = observed.networks.find((it) => it.name === network.name);
      if (found === undefined || !found.ours || found.internal === network.internal) return [];
      return [
        {
          severity: 'warning' as const,
          subject: shortName(network.name),
          message: `The network ${shortName(network.name)} ${network.internal ? 'has a way out and should have none' : 'has no way out and should have one'}.`,
          hint: 'Stop the lab and start it again (labctl stop, labctl start): it is made anew while nothing runs in it.',
        },
      ];
    }),
);
