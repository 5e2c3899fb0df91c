import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { addressPool, notRunning, toLabError } from '../../../../src/adapters/docker/docker-error.ts';
import { pullError, unavailable } from '../../../../src/adapters/docker/pull-error.ts';
import { LabError } from '../../../../src/core/model/lab-error.ts';

const socketError = (code: string) => Object.assign(new Error(`connect ${code}`), { code });
const engineError = (statusCode: number, message: string) =>
  Object.assign(new Error(`(HTTP code ${statusCode}) server error - ${message} `), {
    statusCode,
    json: { message },
  });

describe('adapters/docker/docker-error', () => {
  for (const code of ['ECONNREFUSED', 'ENOENT', 'ECONNRESET', 'EPIPE', 'ENOTFOUND', 'EHOSTUNREACH']) {
    it(`${code} of the socket: unreachable, with how to start the engine`, () => {
      const error = toLabError(socketError(code), 'list containers');
      expect(error.code).to.equal('docker.unreachable');
      expect(error.message).to.include('list containers');
      expect(error.hint).to.include('systemctl start docker');
    });
  }

  it('EACCES of the socket: forbidden, with who may', () => {
    const error = toLabError(socketError('EACCES'), 'list containers');
    expect(error.code).to.equal('docker.forbidden');
    expect(error.hint).to.include('group');
  });

  it('what has to run first is named as labctl starts it, and nothing more', () => {
    expect(notRunning('lab7k2m9q-dev-glab', 'labstead-glab').hint).to.equal(
      'Start it: labctl start dev-glab.',
    );
  });

  it('a socket that times out is a time-out', () => {
    expect(toLabError(socketError('ETIMEDOUT'), 'x').code).to.equal('docker.timeout');
  });

  const cases: [number, string, string][] = [
    [404, 'No such container: x', 'docker.not_found'],
    [409, 'Conflict. The container name is in use', 'docker.failed'],
    [500, 'OCI runtime create failed', 'docker.failed'],
    [500, 'write /var/lib/docker/tmp/x: no space left on device', 'disk.low'],
    [500, 'Bind for 0.0.0.0:443 failed: port is already allocated', 'docker.port_taken'],
    [500, 'listen tcp4 0.0.0.0:443: bind: address already in use', 'docker.port_taken'],
    [
      500,
      'failed to bind host port for 10.0.0.1:443:172.17.0.2:443/tcp: cannot assign requested address',
      'docker.port_taken',
    ],
  ];
  for (const [status, said, code] of cases) {
    it(`${status} "${said}" is ${code}`, () => {
      expect(toLabError(engineError(status, said), 'x').code).to.equal(code);
    });
  }

  it('a taken port is named, with how to find who listens', () => {
    const error = toLabError(engineError(500, 'Bind for 0.0.0.0:443 failed: port is already allocated'), 'x');
    expect(error.message).to.include('0.0.0.0:443');
    expect(error.hint).to.include("ss -ltnp 'sport = :443'");
  });

  describe('an engine without addresses for another network', () => {
    const said = [
      // Before and since Docker 28.
      'could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network',
      'all predefined address pools have been fully subnetted',
    ];
    for (const text of said)
      it(`"${text}" has a code of its own, and says what to put where`, () => {
        const error = toLabError(engineError(500, text), 'create network lab7k2m9q-prod');
        expect(error.code).to.equal('docker.no_network_left');
        expect(error.message).to.include('could not create network lab7k2m9q-prod');
        expect(error.hint).to.include('/etc/docker/daemon.json');
        const [settings = ''] = /\{.*\}/.exec(error.hint ?? '') ?? [];
        expect(JSON.parse(settings)).to.deep.equal({ 'default-address-pools': [addressPool] });
      });

    it('the installer gives an engine of its own the same room', () => {
      const script = readFileSync(join(import.meta.dirname, '../../../../../containers/engine.sh'), 'utf8');
      const told = (name: string) => new RegExp(`^${name}=(.+)$`, 'm').exec(script)?.[1];
      expect([told('pool_base'), told('pool_size')]).to.deep.equal([
        addressPool.base,
        String(addressPool.size),
      ]);
    });
  });

  it("says what the engine said, without the library's wrapping, and keeps the cause", () => {
    const cause = engineError(500, 'something else');
    const error = toLabError(cause, 'start x');
    expect(error.message).to.equal('Could not start x: something else.');
    expect(error.cause).to.equal(cause);
  });

  it('what is ours already stays as it is, and what is no error at all is still told', () => {
    const ours = new LabError('disk.low', 'full');
    expect(toLabError(ours, 'x')).to.equal(ours);
    expect(toLabError(undefined, 'x').code).to.equal('docker.failed');
    expect(toLabError('broken', 'x').message).to.include('broken');
  });
});

describe('adapters/docker/pull-error', () => {
  const said: [string, string][] = [
    ['toomanyrequests: You have reached your pull rate limit', 'come back later'],
    ['manifest for labstead/x:1 not found: manifest unknown: manifest unknown', 'does not have it'],
    ['pull access denied for labstead/x, repository does not exist or may require docker login', 'refuses'],
    ['unauthorized: authentication required', 'refuses'],
    ['Get "https://h/v2/": dial tcp: lookup h: no such host', 'did not answer'],
    ['Get "https://h/v2/": dial tcp 10.0.0.1:443: connect: connection refused', 'did not answer'],
    ['Get "https://h/v2/": net/http: TLS handshake timeout', 'did not answer'],
    ['Get "https://h/v2/": x509: certificate signed by unknown authority', 'certificate is not trusted'],
    ['http: server gave HTTP response to HTTPS client', 'certificate is not trusted'],
    ['unexpected EOF', 'did not answer'],
  ];
  for (const [text, why] of said) {
    it(`"${text}": unavailable, ${why}, with a hint`, () => {
      const error = unavailable(text, 'h/labstead/x:1');
      expect(error.code).to.equal('image.unavailable');
      expect(error.message).to.include(why).and.to.include('h/labstead/x:1').and.to.include(text);
      expect(error.hint).to.be.a('string');
    });
  }

  it('a rate limit says when to come back', () => {
    expect(unavailable('toomanyrequests', 'x').retryAfterSeconds).to.be.greaterThan(0);
  });

  it('trouble with the engine keeps its own code', () => {
    expect(pullError(socketError('ECONNREFUSED'), 'x').code).to.equal('docker.unreachable');
    expect(pullError(engineError(500, 'no space left on device'), 'x').code).to.equal('disk.low');
    expect(pullError(engineError(404, 'manifest unknown'), 'x').code).to.equal('image.unavailable');
  });
});
