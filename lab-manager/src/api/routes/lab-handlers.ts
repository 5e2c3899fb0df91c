import openApi from '../../../docs/openapi.json' with { type: 'json' };
import { sha256 } from '../../core/sha256.ts';
import type { Services } from '../services.ts';
import type { Handlers } from './handler.ts';
import { planReply } from './plan-reply.ts';
import { statusReply } from './status-reply.ts';
import { time } from './time.ts';

type Names = 'getLab' | 'getOpenApi' | 'getVersion' | 'getStatus' | 'getPlan' | 'getDoctor';

export function labHandlers({ deps, startedAt }: Services): Pick<Handlers, Names> {
  const { lab, store, version, labId } = deps;
  const documentTag = sha256(JSON.stringify(openApi)).slice(0, 16);
  return {
    getLab: () => {
      const { name, domain } = lab.heldTo().parsed;
      const { console, environments } = deps.hosts();
      // The page needs an address to point at even while the environment is switched off.
      const prod = environments.find((environment) => environment.name === 'prod') ?? console;
      const hosts = { console: console.origin, prod: prod.origin };
      return { body: { name, domain, version, claimed: store.claim.claimedAt() !== undefined, hosts } };
    },
    getOpenApi: () => ({ body: openApi, etag: documentTag }),
    getVersion: () => {
      const facts = lab.engineFacts();
      const engine = facts === undefined ? null : { version: facts.version, apiVersion: facts.apiVersion };
      return { body: { version, labId, node: process.version, engine, startedAt: time(startedAt) } };
    },
    getStatus: () => ({ body: statusReply(lab.status(), runningJob(store)) }),
    getPlan: async () => ({ body: planReply(await lab.plan()) }),
    getDoctor: async () => ({
      body: {
        checks: (await lab.doctor()).map(({ hint, ...check }) => ({
          ...check,
          ...(hint === undefined ? {} : { hint }),
        })),
      },
    }),
  };
}

export function runningJob(store: Services['deps']['store']): string | null {
  return store.journal.unfinished().find((job) => job.state === 'running')?.id ?? null;
}
