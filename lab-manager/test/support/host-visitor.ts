import type { HostClient } from './host-client.ts';
import type { HostLab } from './host-lab.ts';
import { cookiesOf, httpCall, type CallReply } from './http-call.ts';

const navigate = { 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'none', accept: 'text/html' };

/** A browser before an environment's host; what the edge asks the gate for it is asked here. */
export class HostVisitor {
  readonly #lab: HostLab;
  readonly #host: string;
  readonly #environment: string;
  readonly #cookies: Record<string, string> = {};

  constructor(lab: HostLab, environment = 'prod') {
    this.#lab = lab;
    this.#environment = environment;
    this.#host = `${environment}.lab.localhost`;
  }

  /** All the way of a sign-in, for somebody who is signed in at the console: gate, console, callback, gate again. */
  async signIn({ cookie }: HostClient): Promise<CallReply> {
    const sent = await this.open();
    const passed = await httpCall(this.#lab.publicPort, pathIn(sent), {
      headers: { host: 'lab.localhost', cookie, ...navigate, 'sec-fetch-site': 'same-site' },
    });
    const landed = await httpCall(this.#lab.publicPort, pathIn(passed), {
      headers: { host: this.#host, ...navigate, ...this.#cookieHeader() },
    });
    Object.assign(this.#cookies, cookiesOf(landed));
    return this.open();
  }

  /** The environment's first page. */
  async open(): Promise<CallReply> {
    const reply = await httpCall(this.#lab.privatePort, `/forward-auth/${this.#environment}`, {
      headers: {
        'x-forwarded-method': 'GET',
        'x-forwarded-proto': 'https',
        'x-forwarded-host': this.#host,
        'x-forwarded-uri': '/',
        ...navigate,
        ...this.#cookieHeader(),
      },
    });
    Object.assign(this.#cookies, cookiesOf(reply));
    return reply;
  }

  #cookieHeader(): Record<string, string> {
    const pairs = Object.entries(this.#cookies).filter(([, value]) => value !== '');
    return pairs.length === 0 ? {} : { cookie: pairs.map((pair) => pair.join('=')).join('; ') };
  }
}

/** Where a redirect leads, below its host. */
function pathIn({ status, headers, text }: CallReply): string {
  if (headers.location === undefined) throw new Error(`no redirect but ${status}: ${text}`);
  const { pathname, search } = new URL(headers.location);
  return pathname + search;
}
