import { isOperationKind } from './reconcile/operation-words.ts';
import type { StepAct, StepActArgs, StepActKind } from './model/step-act.ts';

type Named = Exclude<StepActKind, 'operation'>;

/** What comes after the kind and a colon. */
interface Rest<K extends Named> {
  write(act: StepActArgs[K]): string;
  read(rest: string): StepActArgs[K];
}

const service = {
  write: (act: { service: string }) => act.service,
  read: (rest: string) => ({ service: rest }),
};
const named = {
  write: (act: { name: string }) => act.name,
  read: (rest: string) => ({ name: rest }),
};
const repository = {
  write: (act: { repository: string }) => act.repository,
  read: (rest: string) => ({ repository: rest }),
};
const part = {
  write: (act: { part: string }) => act.part,
  read: (rest: string) => ({ part: rest }),
};

/** The compiler asks for a line per act. */
const rests: { [K in Named]: Rest<K> } = {
  waitForWork: {
    write: ({ environments }) => environments.join(','),
    read: (rest) => ({ environments: rest.split(',') }),
  },
  setEnabled: {
    write: ({ environment, enabled }) => `${environment}:${String(enabled)}`,
    read: (rest) => {
      const [environment = '', enabled] = rest.split(':');
      return { environment, enabled: enabled === 'true' };
    },
  },
  takeLabFile: {
    write: ({ version }) => String(version),
    read: (rest) => ({ version: Number(rest) }),
  },
  wish: service,
  keep: service,
  installed: service,
  release: service,
  callOff: { write: ({ reason }) => reason, read: () => ({ reason: 'idle' }) },
  dump: service,
  freeze: named,
  pause: named,
  stop: named,
  thaw: named,
  copy: repository,
  check: repository,
  retain: repository,
  prune: repository,
  prove: service,
  probe: {
    write: ({ environment }) => environment,
    read: (rest) => ({ environment: rest }),
  },
  swap: part,
  putBack: part,
};

/** Everything is read into a repository, for a backup or a repair: of each job's one, which names nothing. */
export const snapshotStep = 'snapshot';

const isNamed = (kind: string): kind is Named => Object.hasOwn(rests, kind);

/** The one place where the union's member and its table line are brought together. */
const restOf = <K extends Named>(act: StepAct<K>): string => (rests[act.kind] as Rest<K>).write(act);

/** Stable, e.g. `createContainer:prod-db` or `wish:prod-glab`: what the journal keeps, and fail-points and tests refer to. */
export function stepName(act: StepAct): string {
  return act.kind === 'operation' ? `${act.operation}:${act.on}` : `${act.kind}:${restOf(act)}`;
}

/**
 * What a step of that name does; undefined where nobody plans by it. The journal keeps names only, so that it says one thing
 * once, and a job that a former version began is read as any other.
 */
export function stepAct(name: string): StepAct | undefined {
  const [kind = ''] = name.split(':', 1);
  // Without a colon it is about nothing: some jobs call a step of their own `check`.
  if (kind === name) return undefined;
  const rest = name.slice(kind.length + 1);
  if (isOperationKind(kind)) return { kind: 'operation', operation: kind, on: rest };
  return isNamed(kind) ? ({ kind, ...rests[kind].read(rest) } as StepAct) : undefined;
}
