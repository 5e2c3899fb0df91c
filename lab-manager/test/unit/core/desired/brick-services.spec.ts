import { expect } from 'chai';
import { aBrick, aDatabase, anApp } from '../../../support/builders/a-brick.ts';
import { aLab } from '../../../support/builders/a-lab.ts';
import { isHostname } from '../../../../src/core/hostname.ts';
import { edgeFileText } from '../../../../src/core/desired/edge-files.ts';
import type { DesiredState } from '../../../../src/core/model/desired-state.ts';

const bricks = [aBrick([aDatabase, anApp])];
const withDev = 'environments: { dev: { enabled: true } }';
const one = (lab: DesiredState, name: string) => lab.services.find((it) => it.name === name)!;
const networksOf = (lab: DesiredState, name: string): string[] =>
  one(lab, name).spec.networks.map((it) => it.name.replace('lab7k2m9q-', ''));

describe('core/desired: services of bricks', () => {
  const lab = aLab({ bricks });

  it('a declared database runs, and a declared app rests until it is asked for', () => {
    expect(lab.services.map(({ name, running }) => [name, running]).slice(3)).to.deep.equal([
      ['prod-db-sample-notes', true],
      ['prod-app-sample-page', false],
    ]);
    const asked = aLab({ bricks, started: ['prod-app-sample-page'] });
    expect(one(asked, 'prod-app-sample-page').running).to.equal(true);
  });

  it('each says what declares it, so that people learn where its limits stand', () => {
    const told = lab.services.flatMap(({ declaredBy }) => declaredBy ?? []);
    expect(told).to.deep.equal([
      { brick: 'sample', name: 'notes' },
      { brick: 'sample', name: 'page' },
    ]);
  });

  it('an app waits for the databases of its brick, and stops with them', () => {
    expect(one(lab, 'prod-app-sample-page').after).to.deep.equal(['prod-db-sample-notes']);
    const asked = { bricks, started: ['prod-app-sample-page'], stopped: ['prod-db-sample-notes'] };
    expect(one(aLab(asked), 'prod-app-sample-page').running).to.equal(false);
  });

  it('a database of a brick gets the share of its memory for its pages that the lab’s own gets', () => {
    const poolOf = (name: string, it: DesiredState) =>
      one(it, name).spec.environment['MARIADB_BUFFER_POOL_SIZE'];
    const text = 'environments: { prod: { resources: { database: { memory: 1 GiB } } } }';
    const both = aLab({ text, bricks: [aBrick([{ ...aDatabase, memory: '1 GiB' }])] });
    expect(poolOf('prod-db-sample-notes', both)).to.equal('512M');
    expect(poolOf('prod-db', both)).to.equal('512M');
  });

  it('what a person stopped is not started by having been asked for before', () => {
    const both = { bricks, started: ['prod-app-sample-page'], stopped: ['prod-app-sample-page'] };
    expect(one(aLab(both), 'prod-app-sample-page').running).to.equal(false);
  });

  it('no service of the lab is made anew for a brick: glab, its database and the codelab are as without', () => {
    const dev = bricks.map((it) => ({ ...it, environment: 'dev' as const, place: 'workspace' as const }));
    const before = aLab({ text: withDev });
    const after = aLab({ text: withDev, bricks: [...bricks, ...dev] });
    for (const { name, spec } of before.services) expect(one(after, name).spec, name).to.deep.equal(spec);
  });

  it('an app shares a network with the edge, without a way out, and with the databases of its brick, and no other', () => {
    const other = aBrick([aDatabase, anApp], { name: 'other' });
    const two = aLab({ bricks: [...bricks, other] });
    expect(networksOf(two, 'prod-app-sample-page')).to.deep.equal([
      'edge-to-prod-app-sample-page',
      'brick-prod-sample',
    ]);
    for (const { name } of two.services) {
      const shared = networksOf(two, name).filter((it) =>
        networksOf(two, 'prod-app-sample-page').includes(it),
      );
      const mine = ['prod-app-sample-page', 'prod-db-sample-notes'].includes(name);
      expect(shared.length > 0, name).to.equal(mine);
    }
    const added = two.networks.filter(({ name }) => /brick-|-app-/.test(name));
    expect(added.map(({ internal, attach }) => [internal, attach.length])).to.deep.equal([
      [true, 0],
      [true, 0],
      [true, 1],
      [true, 1],
    ]);
  });

  it('in dev the codelab reaches the databases of bricks, and nothing of prod does', () => {
    const dev = aLab({ text: withDev, bricks: [aBrick([aDatabase], { environment: 'dev' })] });
    expect(networksOf(dev, 'dev-db-sample-notes')).to.deep.equal([
      'data-dev',
      'brick-dev-sample',
      'data-tests',
    ]);
  });

  it('each app has a host of its own, behind a gate of its own, and the edge takes the routes', () => {
    expect(lab.routes.routes.slice(-2)).to.deep.equal([
      {
        name: 'app-sample-page-sign-in',
        host: 'app-sample-page.lab.localhost',
        path: '/.lab-auth/',
        target: 'http://lab-manager:8080',
        gate: undefined,
      },
      {
        name: 'app-sample-page',
        host: 'app-sample-page.lab.localhost',
        path: '/',
        target: 'http://prod-app-sample-page:8000',
        gate: { environment: 'app-sample-page' },
      },
    ]);
    expect(edgeFileText(lab.routes)).to.contain('forward-auth/app-sample-page');
  });

  it('the longest names there can be still make host names and names on a network', () => {
    const brick = `a${'_'.repeat(30)}z`;
    const long = { name: 'n'.repeat(20) };
    const text = 'domain: lab.example.org\nenvironments: { dev: { enabled: true } }';
    const both = [
      aBrick(
        [
          { ...aDatabase, ...long },
          { ...anApp, name: 'm'.repeat(20) },
        ],
        { name: brick },
      ),
    ];
    const lab = aLab({
      text,
      bricks: [...both, ...both.map((it) => ({ ...it, environment: 'dev' as const }))],
    });
    expect(lab.apps).to.have.length(2);
    for (const { hostname } of lab.apps) expect(isHostname(hostname), hostname).to.equal(true);
    for (const { name } of lab.services) expect(name.length, name).to.be.at.most(63);
    edgeFileText(lab.routes);
  });

  it('no two services get one name or one host, however bricks and services are called', () => {
    const names = ['a', 'a_b', 'a_b_c', 'a__b', 'a_', 'app', 'db', 'prod_app_a', 'a_dev'];
    const services = ['a', 'b', 'c', 'page'].map((name) => ({ ...anApp, name }));
    const all = names.flatMap((name) => [
      aBrick(services, { name }),
      aBrick(services, { name, environment: 'dev' }),
    ]);
    const counts = '{ brickServices: { count: 100 } }';
    const lab = aLab({
      text: `environments: { prod: ${counts}, dev: { enabled: true, brickServices: { count: 100 } } }`,
      bricks: all,
    });
    expect(lab.refused).to.deep.equal([]);
    const distinct = (values: string[]) => expect(new Set(values).size).to.equal(values.length);
    expect(lab.apps).to.have.length(names.length * services.length * 2);
    distinct(lab.services.map(({ name }) => name));
    distinct(lab.apps.map(({ hostname }) => hostname));
    distinct(lab.networks.map(({ name }) => name));
  });

  it('the password of a database is given to glab and to the apps of its brick, each a file of its own', () => {
    const files = lab.secrets
      .filter(({ path }) => path.includes('sample'))
      .map(({ path, owner, copyOf }) => [
        path.replace('/var/lib/labstead/state/secrets/', ''),
        owner.uid,
        copyOf !== undefined,
      ]);
    expect(files).to.deep.equal([
      ['prod-db-sample-notes/password', 10002, false],
      ['prod-glab/prod-db-sample-notes', 10001, true],
      ['prod-app-sample-page/prod-db-sample-notes', 10006, true],
    ]);
    expect(one(lab, 'prod-app-sample-page').spec.environment).to.include({
      LABSTEAD_SERVICE_NOTES_HOST: 'prod-db-sample-notes',
      LABSTEAD_SERVICE_NOTES_PASSWORD_FILE: '/run/secrets/prod-db-sample-notes',
    });
  });

  it('every mount is a directory that the lab makes, and an app can write none', () => {
    for (const name of ['prod-db-sample-notes', 'prod-app-sample-page'])
      for (const mount of one(lab, name).spec.mounts) {
        expect(lab.directories.map(({ path }) => path)).to.include(mount.source);
        if (name.includes('-app-')) expect(mount.readOnly).to.equal(true);
      }
  });

  it('the lab file caps what one service may take, and how many there are, and can raise both', () => {
    const greedy = [aBrick([{ ...aDatabase, memory: '4 GiB' }, anApp])];
    const said = aLab({ bricks: greedy }).refused;
    expect(said[0]).to.include({ field: 'services.notes.memory', brick: 'sample' });
    expect(said[0]!.instead).to.contain('environments.prod.brickServices.memory');
    const raised = 'environments: { prod: { brickServices: { memory: 4 GiB } } }';
    expect(aLab({ bricks: greedy, text: raised }).refused).to.deep.equal([]);
    const few = aLab({ bricks, text: 'environments: { prod: { brickServices: { count: 1 } } }' });
    expect(few.refused.map(({ field }) => field)).to.deep.equal(['services.page']);
    expect(few.services.some(({ name }) => name === 'prod-db-sample-notes')).to.equal(true);
  });

  it('a brick whose name can’t be part of a host gets no services, and a short line says so', () => {
    for (const name of ['Sample', 'x'.repeat(10_000), 'a"b', 'a\nb', 'two words', '-x']) {
      const odd = aLab({ bricks: [aBrick([aDatabase], { name }), ...bricks] });
      expect(odd.services.map((it) => it.name).slice(3), name.slice(0, 9)).to.deep.equal([
        'prod-db-sample-notes',
        'prod-app-sample-page',
      ]);
      expect(odd.refused).to.have.length(1);
      expect(odd.refused[0]!.brick.length).to.be.below(61);
      expect(odd.refused[0]!.brick).not.to.contain('\n');
    }
  });

  it('of two bricks of one name the one in the workspace counts, while there is a codelab', () => {
    const dev = { environment: 'dev' as const };
    const both = [aBrick([aDatabase], dev), aBrick([anApp], { ...dev, place: 'workspace' })];
    const names = (text: string) =>
      aLab({ text, bricks: both }).services.flatMap(({ name }) => (name.includes('sample') ? [name] : []));
    expect(names(withDev)).to.deep.equal(['dev-app-sample-page']);
    expect(names(`${withDev}\ncodelab: { enabled: false }`)).to.deep.equal(['dev-db-sample-notes']);
  });

  it('a disabled environment has no apps to open, and runs none', () => {
    const off = aLab({ bricks, text: 'environments: { prod: { enabled: false } }' });
    expect(off.apps).to.deep.equal([]);
    expect(one(off, 'prod-db-sample-notes').running).to.equal(false);
  });
});
