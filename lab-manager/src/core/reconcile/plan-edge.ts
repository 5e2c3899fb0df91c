import { authorityRefusal } from './authority-refusal.ts';
import { certificateDue } from './certificate-due.ts';
import { routesDigest } from '../desired/edge-files.ts';
import type { FilesPlan } from './plan-files.ts';
import type { PlanBuilder } from './plan-builder.ts';
import type { DesiredState } from '../model/desired-state.ts';
import type { EdgeTrouble, ObservedFiles, ObservedState } from '../model/observed-state.ts';

/**
 * What the edge serves: certificate and routes. Routes wait for no service: targets are fixed aliases, so no service is
 * switched away by them, and the API has to be reachable for people to see why something doesn't come up.
 */
export function planEdge(
  plan: PlanBuilder,
  desired: DesiredState,
  { files: observed, edge }: ObservedState,
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
  const cause = publishingCause(observed, digest, edge);
  if (cause === undefined) return;
  plan.add(
    { kind: 'publishRoutes', routes, digest, cause },
    issued === undefined ? files.allDirectories : [issued],
  );
}

function publishingCause(
  { routesDigest, routesPublishedAt = 0 }: ObservedFiles,
  digest: string,
  trouble: EdgeTrouble | undefined,
): string | undefined {
  if (routesDigest === undefined) return 'none are published';
  if (routesDigest !== digest) return 'routes or certificate changed';
  // Once: an edge that missed a change reads them then, and any other needs more than that.
  return trouble !== undefined && routesPublishedAt < trouble.since
    ? 'the edge does not go by them'
    : undefined;
}
