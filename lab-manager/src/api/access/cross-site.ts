import type { IncomingHttpHeaders } from 'node:http';
import { LabError } from '../../core/model/lab-error.ts';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

export function isSafe(method: string): boolean {
  return safeMethods.has(method);
}

/**
 * Is this request a page's of this very host? All hosts of a lab are one site to the browser, so its own SameSite rule
 * says nothing between them: `same-site` is refused like `cross-site`.
 */
export function fromThisOrigin(method: string, headers: IncomingHttpHeaders, origin: string): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || (site === 'none' && isSafe(method));
  if (headers.origin !== undefined) return headers.origin === origin;
  // Neither is said: a program, or a browser that follows a link.
  return isSafe(method);
}

/** A websocket carries cookies from any page, and not every browser sends Sec-Fetch-* with it: Origin alone decides. */
export function upgradeFromThisOrigin(headers: IncomingHttpHeaders, origin: string): boolean {
  return headers.origin === origin;
}

export function crossSite(): LabError {
  return new LabError('request.cross_site', 'The request doesn’t come from a page of this host.', {
    hint: 'Open the lab’s own page, or use an API token.',
  });
}
