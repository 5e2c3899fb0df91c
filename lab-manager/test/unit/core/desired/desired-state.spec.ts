import { expect } from 'chai';
import { aLab, wished } from '../../../support/builders/a-lab.ts';
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
    const routes = lab.routes.routes.filter((it) => it.host.startsWith('prod.'));
    expect(routes.map(({ path, gate }) => [path, gate?.environment])).to.deep.equal([['/', 'prod']]);
  });

  it('the certificate is for the domain and every host below it', () => {
    expect(aLab({ text: 'domain: lab.example.org' }).certificate.names).to.deep.equal([
      'lab.example.org',
      '*.lab.example.org',
    ]);
  });

  it('only the database networks have no way out, and only the edge networks have the edge in them', () => {
    expect(
      aLab().networks.map((it) => [it.name, it.internal, it.attach.map((one) => one.container)]),
    ).to.deep.equal([
      ['lab7k2m9q-data-prod', true, []],
      ['lab7k2m9q-serve-front', true, ['lab7k2m9q-edge']],
      ['lab7k2m9q-serve-prod', true, ['lab7k2m9q-edge']],
      ['lab7k2m9q-biota-prod', true, []],
    ]);
  });

  it('has a way out for those alone to whom the lab file gives one, and the edge is not in it', () => {
    const text =
      'environments: { prod: { internet: true }, dev: { enabled: true } }\ncodelab: { internet: true }';
    const lab = aLab({ text });
    const out = lab.networks.filter(({ internal }) => !internal);
    expect(out.map(({ name, attach }) => [name, attach])).to.deep.equal([
      ['lab7k2m9q-outside-prod', []],
      ['lab7k2m9q-outside-codelab', []],
    ]);
    const inside = (network: string) =>
      lab.services
        .filter(({ spec }) => spec.networks.some(({ name }) => name === network))
        .map(({ name }) => name);
    expect(out.map(({ name }) => inside(name))).to.deep.equal([['prod-glab'], ['dev-codelab']]);
  });

  it('networks take the MTU of this machine', () => {
    const lab = desiredState(aLabFile(), someFacts({ mtu: 1400 }), wished());
    expect(lab.networks.map((it) => it.mtu)).to.deep.equal([1400, 1400, 1400, 1400]);
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

  it('each container reads its own copy of a database’s password, which nobody else may read', () => {
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
      ['biota-db/prod-password', 10002, false],
      ['prod-glab/biota-password', 10001, true],
    ]);
    for (const name of ['prod-db', 'prod-glab'])
      expect(lab.directories.find((it) => it.path.endsWith(`secrets/${name}`))!.mode).to.equal(0o500);
  });

  it('no secret is in an environment variable or a label', () => {
    for (const { spec } of aLab().services)
      for (const [key, value] of Object.entries({ ...spec.environment, ...spec.labels }))
        if (/PASSWORD|SECRET|TOKEN|KEY/i.test(key)) expect(value).to.match(/^\/run\/secrets\//);
  });

  describe('with dev', () => {
    const text = 'environments: { dev: { enabled: true } }';
    const lab = aLab({ text });

    it('has a database, a glab, a throw-away database and a codelab more', () => {
      expect(running([], text)).to.deep.equal([
        'front',
        'prod-db',
        'prod-glab',
        'dev-db',
        'dev-glab',
        'dev-testdb',
        'dev-codelab',
      ]);
    });

    it('has no codelab and no throw-away database where the codelab is switched off', () => {
      expect(running([], `${text}\ncodelab: { enabled: false }`)).to.deep.equal([
        'front',
        'prod-db',
        'prod-glab',
        'dev-db',
        'dev-glab',
      ]);
    });

    it('nothing of one environment shares a network, a directory or a secret with the other', () => {
      const of = (environment: string) => lab.services.filter((it) => it.environment === environment);
      const held = (environment: string) =>
        of(environment).flatMap(({ spec }) => [
          ...spec.networks.map(({ name }) => name),
          ...spec.mounts.map(({ source }) => source).filter((it) => !it.endsWith('/edge/certs')),
        ]);
      expect(held('prod').filter((it) => held('dev').includes(it))).to.deep.equal([]);
      const copies = lab.secrets.filter(({ copyOf }) => copyOf !== undefined);
      const environmentOf = (path: string) => /secrets\/(prod|dev)-/.exec(path)?.[1];
      // The reference database serves both, and holds a password for each.
      const theirs = (path: string) => environmentOf(path) ?? /biota-db\/(prod|dev)-/.exec(path)?.[1];
      for (const { path, copyOf } of copies) expect(environmentOf(path)).to.equal(theirs(copyOf!));
    });

    it('the codelab and the glab share no network: a task can not reach the editor', () => {
      const networks = (name: string) =>
        lab.services.find((it) => it.name === name)!.spec.networks.map((it) => it.name);
      expect(networks('dev-codelab').filter((it) => networks('dev-glab').includes(it))).to.deep.equal([]);
    });

    it('its hosts are behind the gate on every path but that of the sign-in', () => {
      for (const host of ['dev.lab.localhost', 'codelab.lab.localhost']) {
        const routes = lab.routes.routes.filter((it) => it.host === host);
        expect(routes.filter(({ gate }) => gate === undefined).map(({ path }) => path)).to.deep.equal([
          '/.lab-auth/',
        ]);
        expect(routes.some(({ path, gate }) => path === '/' && gate !== undefined)).to.equal(true);
      }
    });

    it('every mount is a directory that the lab makes, and the sources are closed to the machine’s other users', () => {
      for (const { name, spec } of lab.services)
        for (const { source } of spec.mounts)
          expect(
            lab.directories.map(({ path }) => path),
            `${name} ${source}`,
          ).to.include(source);
      expect(lab.directories.find(({ path }) => path.endsWith('/workspace'))!.mode).to.equal(0o750);
    });
  });
});
