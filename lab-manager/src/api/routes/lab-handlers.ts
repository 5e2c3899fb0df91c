import openApi from '../../../docs/openapi.json' with { type: 'json' };
import { sha256 } from '../../core/sha256.ts';
import type { Services } from '../services.ts';
import type { Handlers } from './handler.ts';
import { openJobs } from './open-jobs.ts';
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
      const originOf = (name: string) => environments.find((host) => host.name === name)?.origin;
      const [dev, codelab] = [originOf('dev'), originOf('codelab')];
      const hosts = {
        console: console.origin,
        prod: originOf('prod') ?? console.origin,
        ...(dev === undefined ? {} : { dev }),
        ...(codelab === undefined ? {} : { codelab }),
      };
      return { body: { name, domain, version, claimed: store.claim.claimedAt() !== undefined, hosts } };
    },
    getOpenApi: () => ({ body: openApi, etag: documentTag }),
    getVersion: () => {
      const facts = lab.engineFacts();
      const engine = facts === undefined ? null : { version: facts.version, apiVersion: facts.apiVersion };
      return { body: { version, labId, node: process.version, engine, startedAt: time(startedAt) } };
    },
    getStatus: () => ({ body: statusReply(lab.status(), openJobs(deps)) }),
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
