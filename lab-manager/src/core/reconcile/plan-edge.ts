import { authorityRefusal } from './authority-refusal.ts';
import { certificateDue } from './certificate-due.ts';
import { routesDigest } from '../desired/edge-files.ts';
import type { FilesPlan } from './plan-files.ts';
import type { PlanBuilder } from './plan-builder.ts';
import type { DesiredState } from '../model/desired-state.ts';
import type { ObservedFiles } from '../model/observed-state.ts';

/**
 * What the edge serves: certificate and routes. Routes wait for no service: targets are fixed aliases, so no service is
 * switched away by them, and the API has to be reachable for people to see why something doesn't come up.
 */
export function planEdge(
  plan: PlanBuilder,
  desired: DesiredState,
  observed: ObservedFiles,
  files: FilesPlan,
): void {
  // What can't issue is left alone, and the health check says so: trying would fail again and again.
  const due =
    authorityRefusal(desired.certificate, observed, desired.lookedAt) === undefined
      ? certificateDue(desired.certificate, observed.certificate, desired.lookedAt)
      : undefined;
  const issued =
    due === undefined
      ? undefined
      : plan.add(
          { kind: 'issueCertificate', certificate: desired.certificate, cause: due },
          files.allDirectories,
        );

  const routes = { ...desired.routes, certificateFrom: observed.certificate?.notBefore };
  const digest = routesDigest(routes);
  if (digest === observed.routesDigest) return;
  const cause = observed.routesDigest === undefined ? 'none are published' : 'routes or certificate changed';
  plan.add(
    { kind: 'publishRoutes', routes, digest, cause },
    issued === undefined ? files.allDirectories : [issued],
  );
}
