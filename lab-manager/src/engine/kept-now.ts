import type { DesiredState } from '../core/model/desired-state.ts';
import { LabError } from '../core/model/lab-error.ts';
import type { ObservedContainer } from '../core/model/observed-state.ts';
import { isActive } from '../core/reconcile/container-is.ts';
import { keptServices, whyKept } from '../core/reconcile/kept-services.ts';
import type { Look } from './look.ts';

/** Services of bricks whose declarations can't be gone by now, as a job can be about one of them. */
export interface KeptNow {
  /** By its name, before anybody looked as well: a job that was interrupted is still about the same. */
  isKept(name: string): boolean;
  /** As of the newest look; true before the first, which tells. */
  isThere(name: string): boolean;
  names(): readonly string[];
  /** All of the lab's containers, as of the newest look. */
  containers(): readonly ObservedContainer[];
  /** Throws `service.undeclared` of an app that doesn't run: nobody could open it. A database starts in its old form. */
  assertStartable(name: string): void;
  /** Throws `service.undeclared`: only with its environment, since nothing brings it back by its name. */
  assertRemovable(name: string): void;
}

export function keptNow(
  desired: () => DesiredState,
  newest: () => Pick<Look, 'desired' | 'observed'> | undefined,
): KeptNow {
  const seen = () => {
    const look = newest();
    return look && keptServices({ desired: desired(), observed: look.observed });
  };
  return {
    isKept: (name) => whyKept(name, desired()) !== undefined,
    isThere: (name) => seen()?.some((one) => one.name === name) ?? true,
    names: () => seen()?.map(({ name }) => name) ?? [],
    containers: () => newest()?.observed.containers ?? [],
    assertStartable(name) {
      const found = seen()?.find((one) => one.name === name);
      if (found === undefined || found.kind === 'database' || isActive(found.container)) return;
      throw new LabError('service.undeclared', `${name} can’t be started: ${found.why}.`, {
        hint: `${found.instead} Then: labctl start ${name}.`,
      });
    },
    assertRemovable(name) {
      const found = whyKept(name, desired());
      if (found === undefined) return;
      const message = `${name} can’t be uninstalled by its name, since nothing could install it again: ${found.why}.`;
      throw new LabError('service.undeclared', message, {
        hint: `${found.instead} Then: labctl uninstall ${name}. Until then labctl stop ${name} keeps it stopped.`,
      });
    },
  };
}
