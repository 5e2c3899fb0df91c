import type { IncomingHttpHeaders } from 'node:http';
import { fromThisOrigin, isSafe, upgradeFromThisOrigin } from '../access/cross-site.ts';

/** The request that the edge asks about, as far as the gate has to know it. */
export interface GatedRequest {
  /** Without a port, lower case. */
  hostname: string;
  /** Path and query. */
  uri: string;
  /** A person's browser that would show what comes back. */
  isNavigation: boolean;
  /** Whether a page of this very origin, or nothing but the person, is behind a request that carries a cookie. */
  fromOrigin(origin: string): boolean;
}

export function gatedRequest(headers: IncomingHttpHeaders): GatedRequest {
  const method = one(headers['x-forwarded-method']) ?? 'GET';
  // The edge leaves Upgrade out of what it asks, as of every hop; this one it passes on.
  const isUpgrade = headers['sec-websocket-version'] !== undefined || headers.upgrade !== undefined;
  const isNavigation = !isUpgrade && isSafe(method) && navigates(headers);
  return {
    hostname: hostnameOf(one(headers['x-forwarded-host']) ?? ''),
    uri: one(headers['x-forwarded-uri']) ?? '/',
    isNavigation,
    fromOrigin: (origin) => {
      if (isUpgrade) return upgradeFromThisOrigin(headers, origin);
      // A link from anywhere may open a page; what a foreign page loads by itself it gets only as nobody.
      return isNavigation || fromThisOrigin(method, headers, origin);
    },
  };
}

function navigates(headers: IncomingHttpHeaders): boolean {
  const mode = headers['sec-fetch-mode'];
  return mode === undefined ? (headers.accept ?? '').includes('text/html') : mode === 'navigate';
}

function hostnameOf(host: string): string {
  return host.toLowerCase().replace(/:\d{1,5}$/, '');
}

function one(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : header?.[0];
}
