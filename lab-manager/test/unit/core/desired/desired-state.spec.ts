import { expect } from 'chai';
import { aLab } from '../../../support/builders/a-lab.ts';
import { aLabFile, someFacts } from '../../../support/builders/a-lab-file.ts';
import { desiredState } from '../../../../src/core/desired/desired-state.ts';
import { dirname } from 'node:path';

const running = (stopped: readonly string[], text = ''): string[] =>
  aLab({ stopped, text })
    .services.filter((it) => it.running)
    .map((it) => it.name);

describe('core/desired/desired-state', () => {
  it('a lab is a front, and a database and a glab for production', () => {
    expect(running([])).to.deep.equal(['front', 'prod-db', 'prod-glab']);
  });

  it('a service that a person stopped should not run, and neither should those that need it', () => {
    expect(running(['prod-glab'])).to.deep.equal(['front', 'prod-db']);
    expect(running(['prod-db'])).to.deep.equal(['front']);
  });

  it('a disabled environment keeps its services, stopped, and loses its host', () => {
    const text = 'environments: { prod: { enabled: false } }';
    expect(running([], text)).to.deep.equal(['front']);
    const lab = aLab({ text });
    expect(lab.services).to.have.length(3);
    expect(lab.routes.routes.some((it) => it.host.startsWith('prod.'))).to.equal(false);
  });

  it('the certificate is for the domain and every host below it', () => {
    expect(aLab({ text: 'domain: lab.example.org' }).certificate.names).to.deep.equal([
      'lab.example.org',
      '*.lab.example.org',
    ]);
  });

  it('only the database network has no way out, and only the edge networks have the edge in them', () => {
    expect(
      aLab().networks.map((it) => [it.name, it.internal, it.attach.map((one) => one.container)]),
    ).to.deep.equal([
      ['lab7k2m9q-edge-front', false, ['lab7k2m9q-edge']],
      ['lab7k2m9q-edge-prod', false, ['lab7k2m9q-edge']],
      ['lab7k2m9q-db-prod', true, []],
    ]);
  });

  it('networks take the MTU of this machine', () => {
    const lab = desiredState(aLabFile(), someFacts({ mtu: 1400 }), new Set());
    expect(lab.networks.map((it) => it.mtu)).to.deep.equal([1400, 1400, 1400]);
  });

  it('the database and the front can not reach each other', () => {
    const networks = (name: string): string[] =>
      aLab()
        .services.find((it) => it.name === name)!
        .spec.networks.map((it) => it.name);
    expect(networks('prod-db').filter((it) => networks('front').includes(it))).to.deep.equal([]);
  });

  it('every mount is a directory that the lab makes, under its data root, for the user of the container', () => {
    const lab = aLab();
    for (const { name, spec } of lab.services)
      for (const mount of spec.mounts) {
        const directory = lab.directories.find((it) => it.path === mount.source);
        expect(directory, `${name} ${mount.source}`).not.to.equal(undefined);
        if (!mount.readOnly)
          expect(`${directory!.owner.uid}:${directory!.owner.gid}`, mount.source).to.equal(spec.user);
      }
  });

  it('directories come after those they lie in', () => {
    const seen = new Set(['/var/lib/labstead']);
    for (const { path } of aLab().directories) {
      expect(seen.has(dirname(path)), path).to.equal(true);
      seen.add(path);
    }
  });

  it('anybody on the machine can read the certificate to trust, and nobody the secrets', () => {
    const mode = (end: string): number =>
      aLab().directories.find((it) => it.path.endsWith(end))!.mode & 0o007;
    expect(['/edge', '/edge/certs'].map(mode)).to.deep.equal([0o005, 0o005]);
    expect(['/state', '/state/secrets', '/prod/db', '/prod/data'].map(mode)).to.deep.equal([0, 0, 0, 0]);
  });

  it('each container reads its own copy of the database password, which nobody else may read', () => {
    const lab = aLab();
    expect(
      lab.secrets.map((it) => [
        it.path.replace('/var/lib/labstead/state/secrets/', ''),
        it.owner.uid,
        it.copyOf !== undefined,
      ]),
    ).to.deep.equal([
      ['prod-db/password', 10002, false],
      ['prod-glab/database-password', 10001, true],
    ]);
    for (const name of ['prod-db', 'prod-glab'])
      expect(lab.directories.find((it) => it.path.endsWith(`secrets/${name}`))!.mode).to.equal(0o500);
  });

  it('no secret is in an environment variable or a label', () => {
    for (const { spec } of aLab().services)
      for (const [key, value] of Object.entries({ ...spec.environment, ...spec.labels }))
        if (/PASSWORD|SECRET|TOKEN|KEY/i.test(key)) expect(value).to.match(/^\/run\/secrets\//);
  });
});
