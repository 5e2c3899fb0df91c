import { expect } from 'chai';
import { parse } from 'yaml';
import { plainRoutes } from '../../../../src/contract/index.ts';
import { aLab } from '../../../support/builders/a-lab.ts';
import { edgeFileProblems } from '../../../../src/core/desired/edge-file-check.ts';
import {
  edgeFileText,
  routesDigest,
  type EdgeConfiguration,
} from '../../../../src/core/desired/edge-files.ts';
import { LabError } from '../../../../src/core/model/lab-error.ts';
import type { Route, RouteTable } from '../../../../src/core/model/routes.ts';

const table = aLab({ text: 'domain: lab.example.org' }).routes;
const text = edgeFileText(table);
const edge = parse(text) as EdgeConfiguration;
const middleware = (name: string): Record<string, Record<string, unknown>> =>
  edge.http.middlewares[name] as Record<string, Record<string, unknown>>;

function withRoute(changes: Partial<Route>): RouteTable {
  const route: Route = {
    name: 'one',
    host: 'lab.example.org',
    path: '/',
    target: 'http://front:8080',
    gate: undefined,
  };
  return { httpsPort: 443, routes: [{ ...route, ...changes }] };
}

function refusal(unsafe: RouteTable): LabError {
  try {
    edgeFileText(unsafe);
  } catch (error) {
    if (error instanceof LabError) return error;
    throw error;
  }
  throw new Error('published');
}

describe('core/desired/edge-files', () => {
  it('each request goes where the table says', () => {
    const targets = Object.values(edge.http.routers).map(({ rule, service }) => `${rule} → ${service}`);
    expect(targets).to.deep.equal([
      'Host(`lab.example.org`) && (Path(`/api`) || PathPrefix(`/api/`)) → lab-manager-8080',
      'Host(`lab.example.org`) && (Path(`/live`) || PathPrefix(`/live/`)) → lab-manager-8080',
      'Host(`lab.example.org`) && (Path(`/sso`) || PathPrefix(`/sso/`)) → lab-manager-8080',
      'Host(`lab.example.org`) && PathPrefix(`/`) → front-8080',
      'Host(`prod.lab.example.org`) && PathPrefix(`/.lab-auth/`) → lab-manager-8080',
      'Host(`prod.lab.example.org`) && PathPrefix(`/api/`) → prod-glab-8000',
      'Host(`prod.lab.example.org`) && PathPrefix(`/`) → front-8081',
      // Disabled: the gate says so.
      'Host(`dev.lab.example.org`) && PathPrefix(`/`) → front-8081',
      'Host(`codelab.lab.example.org`) && PathPrefix(`/`) → front-8081',
      'Host(`lab.example.org`) || Host(`prod.lab.example.org`) || Host(`dev.lab.example.org`) || Host(`codelab.lab.example.org`) → noop@internal',
    ]);
  });

  it('longer prefixes win', () => {
    const { console, ...others } = edge.http.routers;
    for (const name of ['console-api', 'console-live', 'console-sso'])
      expect(others[name]!.priority).to.be.greaterThan(console!.priority);
    expect(others['prod-sign-in']!.priority).to.be.greaterThan(others['prod']!.priority);
  });

  it('everything of an environment passes its gate but the sign-in itself; the console asks by itself', () => {
    const gated = Object.entries(edge.http.routers)
      .filter(([, it]) => it.middlewares.includes('gate-prod'))
      .map(([name]) => name);
    expect(gated).to.deep.equal(['prod-api', 'prod']);
  });

  it('where the front’s pages do not answer a page of the manager’s stands for them, behind the gate', () => {
    const doors = Object.entries(edge.http.routers).flatMap(([name, { middlewares }]) =>
      middlewares.some((it) => it.startsWith('door-')) ? [[name, ...middlewares.slice(1)]] : [],
    );
    expect(doors).to.deep.equal([
      ['console', 'door-console'],
      ['prod', 'gate-prod', 'door-elsewhere'],
    ]);
    const errors = (path: string) => ({
      errors: { status: ['502-504'], service: 'lab-manager-8080', query: `${path}?to={url}` },
    });
    expect(edge.http.middlewares['door-console']).to.deep.equal(errors('/sso/closed'));
    expect(edge.http.middlewares['door-elsewhere']).to.deep.equal(errors('/.lab-auth/closed'));
    expect(edge.http.services).to.have.property('lab-manager-8080');
  });

  it('the doors lead where the manager answers for them', () => {
    const { routers, middlewares } = edge.http;
    for (const [door, { path, method }, router] of [
      ['door-console', plainRoutes.pagesDoor, routers['console-sso']],
      ['door-elsewhere', plainRoutes.pagesDoorElsewhere, routers['prod-sign-in']],
    ] as const) {
      expect(middlewares[door]?.['errors'], door).to.deep.include({
        service: router?.service,
        query: `${path}?to={url}`,
      });
      expect(method, 'as the edge asks').to.equal('GET');
    }
  });

  it('what a client claims to be is deleted before the gate, in every spelling', () => {
    for (const it of Object.values(edge.http.routers).filter((one) => one.entryPoints[0] === 'websecure'))
      expect(it.middlewares[0]).to.equal('strip-identity');
    const removed = middleware('strip-identity')['headers']!['customRequestHeaders'] as Record<
      string,
      string
    >;
    expect(removed).to.include({
      'X-Lab-User': '',
      X_Lab_User: '',
      'X-Lab_User-Name': '',
      'X-Lab-Role': '',
      X_Lab_Environment: '',
    });
    expect(Object.values(removed).every((value) => value === '')).to.equal(true);
  });

  it('the gate hears what it needs, trusts no forwarded header, and its word replaces cookie, authorization and identity', () => {
    const gate = middleware('gate-prod')['forwardAuth']!;
    expect(gate).to.include({
      address: 'http://lab-manager:8081/forward-auth/prod',
      trustForwardHeader: false,
      maxResponseBodySize: 65_536,
      forwardBody: false,
    });
    expect(gate['authResponseHeaders']).to.deep.equal([
      'Cookie',
      'Authorization',
      'X-Lab-User',
      'X-Lab-User-Name',
      'X-Lab-Role',
      'X-Lab-Environment',
    ]);
    expect(gate['authRequestHeaders']).to.include.members([
      'Cookie',
      'Authorization',
      'Origin',
      'Sec-Fetch-Site',
    ]);
  });

  it('http is sent to https at the published port, for the lab’s own hosts only, and not for ever', () => {
    const elsewhere = parse(edgeFileText({ ...table, httpsPort: 8443 })) as EdgeConfiguration;
    expect(elsewhere.http.middlewares['to-https']).to.deep.equal({
      redirectScheme: { scheme: 'https', port: '8443', permanent: false },
    });
    expect(elsewhere.http.routers['to-https']!.entryPoints).to.deep.equal(['web']);
  });

  it('answers are not held back in a buffer', () => {
    for (const { loadBalancer } of Object.values(edge.http.services))
      expect(loadBalancer.responseForwarding.flushInterval).to.match(/^-/);
  });

  it('the lab’s certificate is served to whoever asks, by any name', () => {
    expect(edge.tls['stores']).to.deep.equal({
      default: {
        defaultCertificate: {
          certFile: '/etc/labstead/certs/lab.crt',
          keyFile: '/etc/labstead/certs/lab.key',
        },
      },
    });
  });

  it('the digest changes with the routes, the port and the certificate, and with nothing else', () => {
    const digests = [
      table,
      { ...table, httpsPort: 8443 },
      { ...table, certificateFrom: 1 },
      withRoute({}),
    ].map(routesDigest);
    expect(new Set(digests).size).to.equal(4);
    expect(routesDigest(structuredClone(table))).to.equal(digests[0]);
  });

  describe('what is never published', () => {
    for (const [what, changes] of [
      ['a template', { host: '{{ env "HOME" }}.example.org' }],
      ['a template in a path', { path: '/{{ now }}' }],
      ['a host that ends the rule', { host: 'a.example.org`) || Host(`b.example.org' }],
      ['a host with a wildcard', { host: '*.example.org' }],
      ['a path that ends the rule', { path: '/`) || PathPrefix(`/x' }],
      ['a target outside the lab’s networks', { target: 'https://example.org' }],
      ['a target with credentials', { target: 'http://user:pw@front:8080' }],
      ['a name that is no name', { name: 'one@internal' }],
    ] as const)
      it(what, () => {
        expect(refusal(withRoute(changes)).code).to.equal('edge.invalid_routes');
      });
  });

  it('a table without routes is not published: it would take the console away', () => {
    expect(refusal({ httpsPort: 443, routes: [] }).code).to.equal('edge.invalid_routes');
  });
});

describe('core/desired/edge-file-check', () => {
  const problemsWith = (change: (file: EdgeConfiguration) => void): string[] => {
    const file = structuredClone(edge);
    change(file);
    return edgeFileProblems(JSON.stringify(file)).map((it) => it.message);
  };

  it('has nothing against what the lab publishes', () => {
    expect(edgeFileProblems(text)).to.deep.equal([]);
  });

  it('refuses text that is not YAML, or that the edge would execute', () => {
    expect(edgeFileProblems('{"http": ')).to.have.length(1);
    expect(edgeFileProblems('# {{ env `HOME` }}')).to.have.length(1);
  });

  it('refuses a router whose service or middleware is not there', () => {
    expect(
      problemsWith((file) => {
        file.http.routers['console']!.service = 'nobody';
      }),
    ).to.deep.equal(['there is no service nobody']);
    expect(
      problemsWith((file) => {
        delete file.http.middlewares['gate-prod'];
      }),
    ).to.deep.equal(['there is no middleware gate-prod', 'there is no middleware gate-prod']);
    expect(
      problemsWith((file) => {
        file.http.routers['console']!.service = 'constructor';
      }),
    ).to.have.length(1);
  });

  it('refuses rules of any other form, and hosts that are none', () => {
    for (const rule of [
      'HostRegexp(`.*`)',
      'Host(`a.b`) || PathPrefix(`/`)',
      'PathPrefix(`/`)',
      'Host(`a_b.c`) && PathPrefix(`/`)',
    ])
      expect(
        problemsWith((file) => {
          file.http.routers['console']!.rule = rule;
        }),
        rule,
      ).to.have.length(1);
  });

  it('refuses fields that it does not know', () => {
    expect(
      problemsWith((file) => {
        Object.assign(file.http.routers['console']!, { observability: {} });
      }),
    ).to.have.length(1);
    expect(
      problemsWith((file) => {
        Object.assign(file, { tcp: {} });
      }),
    ).to.have.length(1);
  });
});
