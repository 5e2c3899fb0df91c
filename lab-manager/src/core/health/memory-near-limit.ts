import { roundBytes } from '../units.ts';
import { checkOfLook } from './check.ts';
import { raiseMemory } from './limit-path.ts';
import { wantedContainers } from './service-containers.ts';

const minute = 60_000;

/** Before something is killed, when there is still time to do something about it. */
export const memoryNearLimit = checkOfLook(
  'memory-near-limit',
  'No service stays close to its memory limit.',
  (look, { pressure, now }) =>
    wantedContainers(look).flatMap(({ service }) => {
      const held = pressure.get(service.name);
      if (held === undefined) return [];
      const minutes = Math.floor((now - held.since) / minute);
      return [
        {
          severity: 'warning' as const,
          subject: service.name,
          message: `${service.name} has been using nearly all of its ${roundBytes(held.limitBytes)} of memory for ${roughly(minutes)}.`,
          hint: `${raiseMemory(service)} Beyond its limit, something in it is killed.`,
        },
      ];
    }),
);

/** In steps, so that the sentence isn't another one every minute. */
const roughly = (minutes: number): string =>
  minutes < 60 ? 'a quarter of an hour or more' : minutes < 24 * 60 ? 'more than an hour' : 'more than a day';
