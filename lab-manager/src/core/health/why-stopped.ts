import type { DesiredService } from '../model/desired-state.ts';
import { whenWords } from '../when-words.ts';
import { codelabProgram } from '../model/user.ts';
import type { Stopped } from '../model/environment-status.ts';
import type { HealthInput, KnownStop } from './check.ts';

/** Asked for by the codelab's token it is for whoever develops to undo, not for the lab: nothing else starts it. */
export const stoppedBy = ({ reason, actor, at, name }: KnownStop): Stopped => ({
  reason: actor === codelabProgram.id ? 'codelab' : reason,
  since: at,
  by: name,
});

type Known = Pick<HealthInput, 'stops' | 'environments' | 'timeZone' | 'now'>;

/** Why a service is stopped, one sentence; undefined for one that is to run. */
export function whyStopped(service: DesiredService, known: Known): string | undefined {
  const { name, environment, running, uninstalled } = service;
  if (running) return undefined;
  if (uninstalled === true) return `Uninstalled; its data is kept.`;
  const stop = known.stops.get(name);
  if (stop !== undefined) return stopSentence(stop, known);
  const need = service.after.find((it) => known.stops.has(it));
  if (need !== undefined) return `Stopped because ${need} is.`;
  const disabled = known.environments.some((it) => it.name === environment && !it.enabled);
  if (service.onDemand === true && !disabled) return 'It starts when somebody opens it.';
  return disabled ? `Stopped because ${environment ?? ''} is disabled in the lab file.` : undefined;
}

export function stopSentence(
  { reason, at, name }: { reason: string; at: number; name: string },
  { now, timeZone }: Pick<Known, 'now' | 'timeZone'>,
): string {
  const since = `since ${whenWords(at, now, timeZone)}`;
  switch (reason) {
    case 'schedule':
      return `Stopped ${since} by the schedule.`;
    case 'idle':
      return `Stopped ${since}: nobody was using it.`;
    default:
      return name === '' ? `Stopped ${since} by a person.` : `Stopped ${since} by ${name}.`;
  }
}
