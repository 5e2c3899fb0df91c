import type { Permission } from '../core/access/permissions.ts';
import type { BackupJobKind, JobKind } from '../core/model/job.ts';

/** What a verb can be asked of. */
export type Scope = 'lab' | 'environment' | 'service';

export interface VerbContract {
  scopes: readonly Scope[];
  access: Permission;
  /** As labctl and the console explain it. */
  about: string;
}

/** `heal` is what the lab asks of itself; what removes data has routes of its own, as backups have. */
type AskedVerb = Exclude<JobKind, 'heal' | 'reset' | 'remove-data' | BackupJobKind>;

const everything = ['lab', 'environment', 'service'] as const;

/** Every verb there is, of what, and who may: the API, labctl and the console offer exactly these. */
export const verbs = {
  apply: { scopes: ['lab'], access: 'job:run', about: 'make the lab what its lab file says' },
  install: {
    scopes: everything,
    access: 'job:run',
    about: 'put it on this machine and start it, also after uninstall',
  },
  start: { scopes: everything, access: 'job:run', about: 'start it; it stays started over a reboot' },
  stop: { scopes: everything, access: 'job:run', about: 'stop it; it stays stopped over a reboot' },
  restart: {
    scopes: everything,
    access: 'job:run',
    about: 'stop what runs of it, and start all of it, also what was stopped or uninstalled',
  },
  enable: {
    scopes: ['environment'],
    access: 'config:write',
    about: 'enable an environment in the lab file, and start it',
  },
  disable: {
    scopes: ['environment'],
    access: 'config:write',
    about: 'disable an environment in the lab file; its data is kept',
  },
  uninstall: {
    scopes: everything,
    access: 'config:write',
    about: 'take its containers and networks off this machine; its data is kept',
  },
} as const satisfies Record<AskedVerb, VerbContract>;

export type Verb = keyof typeof verbs;
export const verbNames = Object.keys(verbs) as [Verb, ...Verb[]];

const nouns: Record<Scope, string> = {
  lab: 'the whole lab',
  environment: 'an environment',
  service: 'a service',
};

/** In words, what a verb is for. */
export function inScope(verb: Verb): string {
  const { scopes }: VerbContract = verbs[verb];
  return scopes.map((it) => nouns[it]).join(' or ');
}

/** What is said, by every door, when a verb is asked of what it isn't for; undefined where it is. */
export function outOfScope(verb: Verb, scope: Scope, target: string): string | undefined {
  const { scopes }: VerbContract = verbs[verb];
  if (scopes.includes(scope)) return undefined;
  return `“${verb}” is for ${inScope(verb)}: it can’t be asked of “${target}”.`;
}
