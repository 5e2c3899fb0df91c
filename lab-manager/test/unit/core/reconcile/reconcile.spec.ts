import { expect } from 'chai';
import { aLab, aLabOf, aService } from '../../../support/builders/a-lab.ts';
import {
  aContainer,
  allAsWished,
  aNetwork,
  containerOf,
  imageId,
  onlyCompose,
  withContainers,
} from '../../../support/builders/an-observed-lab.ts';
import { configHash } from '../../../../src/core/desired/config-hash.ts';
import { planToText } from '../../../../src/core/reconcile/plan-text.ts';
import { reconcile } from '../../../../src/core/reconcile/reconcile.ts';
import type { DesiredState } from '../../../../src/core/model/desired-state.ts';
import type { ObservedState } from '../../../../src/core/model/observed-state.ts';
import type { Purpose } from '../../../../src/core/model/operation.ts';

function plan(
  desired: DesiredState,
  observed: ObservedState,
  heldBack: ReadonlyMap<string, string> = new Map(),
  purpose: Purpose = 'apply',
): string[] {
  const text = planToText(reconcile(desired, observed, heldBack, purpose));
  return text === '' ? [] : text.split('\n');
}

const older = { setting: 'of last week' };
const front = aService('front');
const db = aService('db');
const glab = aService('glab', { after: ['db'] });
/** The hash under which a spec of this service was given up. */
const gaveUp = (service = front): ReadonlyMap<string, string> =>
  new Map([[service.name, configHash(service.spec)]]);

describe('core/reconcile', () => {
  describe('a lab that is as wished', () => {
    it('an unchanged lab yields an empty plan', () => {
      const desired = aLab();
      expect(plan(desired, allAsWished(desired))).to.deep.equal([]);
    });

    it('the same look gives the same plan', () => {
      const desired = aLab();
      expect(plan(desired, onlyCompose())).to.deep.equal(plan(aLab(), onlyCompose()));
    });
  });

  describe('a new lab', () => {
    it('is made in order: directories, secrets, certificate, networks, routes, images, containers', () => {
      const kinds = reconcile(aLab(), onlyCompose(), new Map()).map((step) => step.operation.kind);
      expect(kinds.filter((kind, index) => kind !== kinds[index - 1])).to.deep.equal([
        'ensureDirectory',
        'createSecret',
        'issueCertificate',
        'createNetwork',
        'connectNetwork',
        'createNetwork',
        'connectNetwork',
        'createNetwork',
        'publishRoutes',
        'pullImage',
        ...['createContainer', 'startContainer', 'waitHealthy'],
        ...['createContainer', 'startContainer', 'waitHealthy'],
        ...['createContainer', 'startContainer', 'waitHealthy'],
      ]);
    });

    it('services that do not need each other do not wait for each other, and a pull waits for nothing', () => {
      expect(plan(aLabOf(front, db, glab), allAsWished(aLabOf()))).to.deep.equal([
        '[] -> #1 image:front:1, pullImage, the image is not on this machine',
        '[] -> #2 image:db:1, pullImage, the image is not on this machine',
        '[] -> #3 image:glab:1, pullImage, the image is not on this machine',
        '[1] -> #4 container:front, createContainer, it does not exist',
        '[4] -> #5 container:front, startContainer, it is new',
        '[5] -> #6 container:front, waitHealthy, it was just started',
        '[2] -> #7 container:db, createContainer, it does not exist',
        '[7] -> #8 container:db, startContainer, it is new',
        '[8] -> #9 container:db, waitHealthy, it was just started',
        '[3] -> #10 container:glab, createContainer, it does not exist',
        '[9,10] -> #11 container:glab, startContainer, it is new',
        '[11] -> #12 container:glab, waitHealthy, it was just started',
      ]);
    });

    it('an image that two services share is pulled once', () => {
      const desired = aLabOf(aService('one', { image: 'shared:1' }), aService('two', { image: 'shared:1' }));
      expect(
        plan(desired, allAsWished(aLabOf())).filter((line) => line.includes('pullImage')),
      ).to.have.length(1);
    });

    it('a container is created only after the directories, secrets and networks that it uses', () => {
      const steps = reconcile(aLab(), onlyCompose(), new Map());
      const created = steps.find(
        (it) => it.operation.kind === 'createContainer' && it.operation.container.endsWith('prod-db'),
      );
      const waitsFor = created!.after.map((id) =>
        planToText(steps.filter((it) => it.id === id)).replace(/^.*#\d+ /, ''),
      );
      expect(waitsFor).to.deep.equal([
        'directory:/var/lib/labstead/environments/prod/db, ensureDirectory, it does not exist',
        'secret:/var/lib/labstead/state/secrets/prod-db/password, createSecret, it does not exist',
        'network:data-prod, createNetwork, it does not exist',
        'image:labstead/database:0.1.0, pullImage, the image is not on this machine',
      ]);
    });

    it('a secret that copies another is made after it', () => {
      const lines = plan(aLab(), onlyCompose()).filter((line) => line.includes('createSecret'));
      const id = /#(\d+)/.exec(lines[0]!)![1]!;
      expect(lines[1]).to.match(new RegExp(`^\\[[0-9,]*\\b${id}\\] .*database-password`));
    });
  });

  describe('a changed service', () => {
    const changed = aService('front', { image: 'front:2' });
    const running = allAsWished(aLabOf(front));

    it('is replaced only after its new image is on disk, and the old container stays until the new one is healthy', () => {
      expect(plan(aLabOf(changed), running)).to.deep.equal([
        '[] -> #1 image:front:2, pullImage, the image is not on this machine',
        '[1] -> #2 container:front, stopContainer, its configuration changed',
        '[2] -> #3 container:front, renameContainer, its configuration changed',
        '[3] -> #4 container:front, createContainer, its configuration changed',
        '[4] -> #5 container:front, startContainer, it is new',
        '[5] -> #6 container:front, waitHealthy, it was just started',
        '[6] -> #7 container:front.prev, removeContainer, the new container proved itself',
      ]);
    });

    it('leaves services that did not change alone', () => {
      const lines = plan(aLabOf(changed, db), allAsWished(aLabOf(front, db)));
      expect(lines.filter((line) => line.includes('db'))).to.deep.equal([]);
    });

    it('is left as it is when its image reference is gone but its container runs as wished', () => {
      expect(plan(aLabOf(front), { ...running, images: {} })).to.deep.equal([]);
    });

    it('keeps its old container running when the new image can not be had from anywhere', () => {
      const nowhere = aService('front', { image: 'front:2', pullFrom: undefined });
      expect(plan(aLabOf(nowhere), running)).to.deep.equal([]);
    });

    it('is taken down only after the images of the services it needs are there too', () => {
      const desired = aLabOf(
        aService('db', { image: 'db:2' }),
        aService('glab', { image: 'glab:2', after: ['db'] }),
      );
      const lines = plan(desired, allAsWished(aLabOf(db, glab)));
      expect(lines).to.include('[1,2] -> #3 container:glab, stopContainer, its configuration changed');
    });

    it('stops before the service it needs, and starts after it', () => {
      const desired = aLabOf(aService('db', older), aService('glab', { ...older, after: ['db'] }));
      expect(plan(desired, allAsWished(aLabOf(db, glab)))).to.deep.equal([
        '[] -> #1 container:glab, stopContainer, its configuration changed',
        '[1] -> #2 container:db, stopContainer, its configuration changed',
        '[2] -> #3 container:db, renameContainer, its configuration changed',
        '[3] -> #4 container:db, createContainer, its configuration changed',
        '[4] -> #5 container:db, startContainer, it is new',
        '[5] -> #6 container:db, waitHealthy, it was just started',
        '[6] -> #7 container:db.prev, removeContainer, the new container proved itself',
        '[1] -> #8 container:glab, renameContainer, its configuration changed',
        '[8] -> #9 container:glab, createContainer, its configuration changed',
        '[6,9] -> #10 container:glab, startContainer, it is new',
        '[10] -> #11 container:glab, waitHealthy, it was just started',
        '[11] -> #12 container:glab.prev, removeContainer, the new container proved itself',
      ]);
    });
  });

  describe('a newer image under the same reference', () => {
    const running = allAsWished(aLabOf(front));
    const rebuilt = { ...running, images: { 'front:1': 'sha256:rebuilt' } };
    const healing = (observed: ObservedState): string[] => plan(aLabOf(front), observed, new Map(), 'heal');

    it('is what an apply replaces the container for', () => {
      expect(plan(aLabOf(front), rebuilt)[0]).to.equal(
        '[] -> #1 container:front, stopContainer, its image changed',
      );
    });

    it('leaves a healthy container running while the lab heals by itself', () => {
      expect(healing(rebuilt)).to.deep.equal([]);
    });

    it('is not what a container is started from that merely stopped: a restart installs nothing', () => {
      const stopped = containerOf(front, { state: 'exited', health: 'none' });
      expect(healing(withContainers(rebuilt, [stopped]))).to.deep.equal([
        '[] -> #1 container:front, startContainer, it does not run',
        '[1] -> #2 container:front, waitHealthy, it was just started',
      ]);
    });

    it('is what healing makes a container from that is gone or of no use', () => {
      expect(healing(withContainers(rebuilt, [], ['front']))[0]).to.equal(
        '[] -> #1 container:front, createContainer, it does not exist',
      );
      expect(
        healing(withContainers(rebuilt, [containerOf(front, { state: 'dead', health: 'none' })])),
      ).to.include('[1] -> #2 container:front, createContainer, it is dead');
    });

    it('is used by healing where the configuration changed as well', () => {
      const changed = aLabOf(aService('front', older));
      expect(plan(changed, rebuilt, new Map(), 'heal')[0]).to.equal(
        '[] -> #1 container:front, stopContainer, its configuration changed',
      );
    });

    it('does not replace what an apply had set aside for it before it was called off', () => {
      const setAside = containerOf(front, { name: 'lab7k2m9q-front.prev', state: 'exited', health: 'none' });
      expect(healing(withContainers(rebuilt, [setAside], ['front']))).to.deep.equal([
        '[] -> #1 container:front.prev, renameContainer, the previous container is the wanted one',
        '[1] -> #2 container:front, startContainer, the previous container is the wanted one',
        '[2] -> #3 container:front, waitHealthy, it was just started',
      ]);
    });
  });

  describe('a replacement that was interrupted', () => {
    const changed = aService('front', older);
    const setAside = containerOf(front, { name: 'lab7k2m9q-front.prev', state: 'exited', health: 'none' });
    const there = allAsWished(aLabOf(front));

    it('goes on creating when the old container was set aside and no new one is there', () => {
      expect(plan(aLabOf(changed), withContainers(there, [setAside], ['front']))).to.deep.equal([
        '[] -> #1 container:front, createContainer, it does not exist',
        '[1] -> #2 container:front, startContainer, it is new',
        '[2] -> #3 container:front, waitHealthy, it was just started',
        '[3] -> #4 container:front.prev, removeContainer, the new container proved itself',
      ]);
    });

    it('removes the old container once the new one is healthy', () => {
      const both = withContainers(there, [setAside, containerOf(changed)]);
      expect(plan(aLabOf(changed), both)).to.deep.equal([
        '[] -> #1 container:front.prev, removeContainer, the current one proved itself',
      ]);
    });

    it('waits for a new container that is still starting, and keeps the old one until then', () => {
      const both = withContainers(there, [setAside, containerOf(changed, { health: 'starting' })]);
      expect(plan(aLabOf(changed), both)).to.deep.equal([
        '[] -> #1 container:front, waitHealthy, it is starting',
        '[1] -> #2 container:front.prev, removeContainer, the current one proved itself',
      ]);
    });

    it('puts the old container back when nothing new can be made', () => {
      const nowhere = aService('front', { image: 'front:2', pullFrom: undefined });
      expect(plan(aLabOf(nowhere), withContainers(there, [setAside], ['front']))).to.deep.equal([
        '[] -> #1 container:front.prev, renameContainer, the new image is not to be had',
        '[1] -> #2 container:front, startContainer, the new image is not to be had',
        '[2] -> #3 container:front, waitHealthy, it was just started',
      ]);
    });

    it('puts the old container back when it is what is wished for again', () => {
      const both = withContainers(there, [setAside, containerOf(changed, { health: 'starting' })]);
      expect(plan(aLabOf(front), both)).to.deep.equal([
        '[] -> #1 container:front, stopContainer, the previous container is the wanted one',
        '[1] -> #2 container:front, removeContainer, the previous container is the wanted one',
        '[2] -> #3 container:front.prev, renameContainer, the previous container is the wanted one',
        '[3] -> #4 container:front, startContainer, the previous container is the wanted one',
        '[4] -> #5 container:front, waitHealthy, it was just started',
      ]);
    });

    it('drops the unproven container, not the one set aside, when yet another one is wished for', () => {
      const third = aService('front', { setting: 'of tomorrow' });
      const both = withContainers(there, [setAside, containerOf(changed, { health: 'unhealthy' })]);
      expect(plan(aLabOf(third), both)).to.deep.equal([
        '[] -> #1 container:front, stopContainer, its configuration changed',
        '[1] -> #2 container:front, removeContainer, its configuration changed',
        '[2] -> #3 container:front, createContainer, its configuration changed',
        '[3] -> #4 container:front, startContainer, it is new',
        '[4] -> #5 container:front, waitHealthy, it was just started',
        '[5] -> #6 container:front.prev, removeContainer, the new container proved itself',
      ]);
    });

    it('never starts a container while the one set aside still runs', () => {
      const awake = { ...setAside, state: 'running' } as const;
      expect(plan(aLabOf(changed), withContainers(there, [awake], ['front']))).to.deep.equal([
        '[] -> #1 container:front, createContainer, it does not exist',
        '[] -> #2 container:front.prev, stopContainer, only one of the two may run',
        '[1,2] -> #3 container:front, startContainer, it is new',
        '[3] -> #4 container:front, waitHealthy, it was just started',
        '[4] -> #5 container:front.prev, removeContainer, the new container proved itself',
      ]);
    });
  });

  describe('a spec that did not prove itself', () => {
    const changed = aService('front', older);
    const setAside = containerOf(front, { name: 'lab7k2m9q-front.prev', state: 'exited', health: 'none' });
    const there = allAsWished(aLabOf(front));

    it('is taken away again and the container before it put back', () => {
      const both = withContainers(there, [setAside, containerOf(changed, { health: 'unhealthy' })]);
      expect(plan(aLabOf(changed), both, gaveUp(changed))).to.deep.equal([
        '[] -> #1 container:front, stopContainer, the new container did not prove itself',
        '[1] -> #2 container:front, removeContainer, the new container did not prove itself',
        '[2] -> #3 container:front.prev, renameContainer, the new container did not prove itself',
        '[3] -> #4 container:front, startContainer, the new container did not prove itself',
        '[4] -> #5 container:front, waitHealthy, it was just started',
      ]);
    });

    it('is put back also when the new container is gone altogether', () => {
      const lines = plan(aLabOf(changed), withContainers(there, [setAside], ['front']), gaveUp(changed));
      expect(lines[0]).to.equal(
        '[] -> #1 container:front.prev, renameContainer, the new container did not prove itself',
      );
    });

    it('is not tried again while the container before it is there', () => {
      expect(plan(aLabOf(changed), there, gaveUp(changed))).to.deep.equal([]);
    });

    it('is not tried again, but the container before it is started when it does not run', () => {
      const asleep = withContainers(there, [containerOf(front, { state: 'exited', health: 'none' })]);
      expect(plan(aLabOf(changed), asleep, gaveUp(changed))).to.deep.equal([
        '[] -> #1 container:front, startContainer, it does not run',
        '[1] -> #2 container:front, waitHealthy, it was just started',
      ]);
    });

    it('is kept when it became healthy after all', () => {
      const both = withContainers(there, [setAside, containerOf(changed)]);
      expect(plan(aLabOf(changed), both, gaveUp(changed))).to.deep.equal([
        '[] -> #1 container:front.prev, removeContainer, the current one proved itself',
      ]);
    });

    it('is tried again when there is nothing to fall back to', () => {
      const lines = plan(aLabOf(changed), withContainers(there, [], ['front']), gaveUp(changed));
      expect(lines[0]).to.equal('[] -> #1 container:front, createContainer, it does not exist');
    });

    it('holds nothing back once something else is wished for', () => {
      const third = aService('front', { setting: 'of tomorrow' });
      expect(plan(aLabOf(third), there, gaveUp(changed))[0]).to.equal(
        '[] -> #1 container:front, stopContainer, its configuration changed',
      );
    });
  });

  describe('a service that a person stopped', () => {
    const stopped = aService('front', { running: false });

    it('is stopped and its container kept', () => {
      expect(plan(aLabOf(stopped), allAsWished(aLabOf(front)))).to.deep.equal([
        '[] -> #1 container:front, stopContainer, it should not run',
      ]);
    });

    it('is not created, and its image is not pulled', () => {
      expect(plan(aLabOf(stopped), allAsWished(aLabOf()))).to.deep.equal([]);
    });

    it('is not recreated until it is started, though its configuration changed', () => {
      const drifted = containerOf(aService('front', older), { state: 'exited', health: 'none' });
      expect(plan(aLabOf(stopped), withContainers(allAsWished(aLabOf()), [drifted]))).to.deep.equal([]);
    });

    it('stops before the service it needs', () => {
      const desired = aLabOf(
        aService('db', { running: false }),
        aService('glab', { after: ['db'], running: false }),
      );
      expect(plan(desired, allAsWished(aLabOf(db, glab)))).to.deep.equal([
        '[] -> #1 container:glab, stopContainer, it should not run',
        '[1] -> #2 container:db, stopContainer, it should not run',
      ]);
    });
  });

  describe('a container that is not well', () => {
    const look = (changes: Parameters<typeof containerOf>[1]): string[] =>
      plan(aLabOf(front), withContainers(allAsWished(aLabOf(front)), [containerOf(front, changes)]));

    it('that exited is started and waited for', () => {
      expect(look({ state: 'exited', health: 'none' })).to.deep.equal([
        '[] -> #1 container:front, startContainer, it does not run',
        '[1] -> #2 container:front, waitHealthy, it was just started',
      ]);
    });

    it('that was created and never started is started', () => {
      expect(look({ state: 'created', health: 'none' })[0]).to.match(/startContainer, it is created$/);
    });

    it('that is starting is waited for', () => {
      expect(look({ health: 'starting' })).to.deep.equal([
        '[] -> #1 container:front, waitHealthy, it is starting',
      ]);
    });

    it('that the engine keeps restarting is waited for', () => {
      expect(look({ state: 'restarting', health: 'none' })).to.deep.equal([
        '[] -> #1 container:front, waitHealthy, it is restarting',
      ]);
    });

    for (const [changes, cause] of [
      [{ health: 'unhealthy' }, 'it is unhealthy'],
      [{ state: 'paused' }, 'it is paused'],
    ] as const)
      it(`is stopped and started when ${cause}`, () => {
        expect(look(changes)).to.deep.equal([
          `[] -> #1 container:front, stopContainer, ${cause}`,
          `[1] -> #2 container:front, startContainer, ${cause}`,
          '[2] -> #3 container:front, waitHealthy, it was just started',
        ]);
      });

    for (const state of ['dead', 'removing'] as const)
      it(`is removed and made anew when it is ${state}`, () => {
        expect(look({ state, health: 'none' })).to.deep.equal([
          `[] -> #1 container:front, removeContainer, it is ${state}`,
          `[1] -> #2 container:front, createContainer, it is ${state}`,
          '[2] -> #3 container:front, startContainer, it is new',
          '[3] -> #4 container:front, waitHealthy, it was just started',
        ]);
      });

    it('without a health check is well when it runs', () => {
      expect(look({ health: 'none' })).to.deep.equal([]);
    });
  });

  describe('dependencies', () => {
    const there = allAsWished(aLabOf(db, glab));

    it('a service waits for a dependency that is being started, and for none that is healthy', () => {
      const asleep = { state: 'exited', health: 'none' } as const;
      expect(plan(aLabOf(db, glab), withContainers(there, [containerOf(glab, asleep)]))[0]).to.match(
        /^\[\] .*start/,
      );
      expect(
        plan(aLabOf(db, glab), withContainers(there, [containerOf(db, asleep), containerOf(glab, asleep)])),
      ).to.include('[2] -> #3 container:glab, startContainer, it does not run');
    });

    it('a service is not started while its dependency is stopped, and one that runs is left alone', () => {
      const desired = aLabOf(aService('db', { running: false }), glab);
      const dbAsleep = containerOf(db, { state: 'exited', health: 'none' });
      expect(plan(desired, withContainers(there, [dbAsleep], ['glab']))).to.deep.equal([]);
      expect(plan(desired, withContainers(there, [dbAsleep]))).to.deep.equal([]);
    });

    it('a service is not replaced while its dependency can not be had', () => {
      const desired = aLabOf(
        aService('db', { pullFrom: undefined }),
        aService('glab', { ...older, after: ['db'] }),
      );
      const noDb = { ...withContainers(there, [], ['db']), images: { 'glab:1': imageId('glab:1') } };
      expect(plan(desired, noDb)).to.deep.equal([]);
    });

    it('a service that needs one nobody knows, or is part of a circle, is not started', () => {
      const circle = [aService('one', { after: ['two'] }), aService('two', { after: ['one'] })];
      expect(
        plan(aLabOf(aService('front', { after: ['nobody'] }), ...circle), allAsWished(aLabOf())),
      ).to.deep.equal([]);
    });
  });

  describe('networks', () => {
    const inNetwork = aService('front', { networks: ['lab7k2m9q-edge-front'] });
    const network = {
      name: 'lab7k2m9q-edge-front',
      internal: false,
      mtu: undefined,
      labels: {},
      attach: [{ container: 'lab7k2m9q-edge', alias: 'edge' }],
    };
    const desired = { ...aLabOf(inNetwork), networks: [network] };
    const there = allAsWished(desired);
    const edgeOutside = aContainer('edge', { networks: [] });

    it('the edge is attached to a network it is not in', () => {
      expect(plan(desired, withContainers(there, [edgeOutside]))).to.deep.equal([
        '[] -> #1 network:edge-front+edge, connectNetwork, edge is not attached to it',
      ]);
    });

    it('an edge that is not there or not ours is not attached', () => {
      expect(plan(desired, withContainers(there, [], ['edge']))).to.deep.equal([]);
      expect(plan(desired, withContainers(there, [{ ...edgeOutside, ours: false }]))).to.deep.equal([]);
    });

    it('a network that was removed is made again, and what still runs is attached to it', () => {
      const observed = withContainers({ ...there, networks: [] }, [
        edgeOutside,
        containerOf(inNetwork, { networks: [] }),
      ]);
      expect(plan(desired, observed)).to.deep.equal([
        '[] -> #1 network:edge-front, createNetwork, it does not exist',
        '[1] -> #2 network:edge-front+edge, connectNetwork, edge is not attached to it',
        '[1] -> #3 network:edge-front+front, connectNetwork, front is not attached to it',
      ]);
    });

    it('a container that does not run and lost its network is made anew: it could never start', () => {
      const asleep = containerOf(inNetwork, { networks: [], state: 'exited', health: 'none' });
      expect(plan(desired, withContainers(there, [asleep]))[0]).to.equal(
        '[] -> #1 container:front, removeContainer, it lost one of its networks',
      );
    });

    it('a network with a way out that should have none is made anew when nobody runs in it', () => {
      const closed = { ...desired, networks: [{ ...network, internal: true, attach: [] }] };
      const asleep = containerOf(inNetwork, { state: 'exited', health: 'none' });
      const lines = plan(closed, { ...withContainers(there, [asleep]), networks: [aNetwork(network.name)] });
      expect(lines.slice(0, 2)).to.deep.equal([
        '[] -> #1 network:edge-front, removeNetwork, it has a way out and should not',
        '[1] -> #2 network:edge-front, createNetwork, it has a way out and should not',
      ]);
    });

    it('a network with a way out that should have none is left alone while a container runs in it', () => {
      const closed = { ...desired, networks: [{ ...network, internal: true, attach: [] }] };
      const used = aNetwork(network.name, { containers: ['lab7k2m9q-front'] });
      expect(plan(closed, { ...there, networks: [used] })).to.deep.equal([]);
    });

    it('a network that nothing wants is removed once it is empty; those of the base compose file never are', () => {
      const extra = [aNetwork('lab7k2m9q-edge-old'), aNetwork('lab7k2m9q-edge-manager')];
      expect(plan(desired, { ...there, networks: [...there.networks, ...extra] })).to.deep.equal([
        '[] -> #1 network:edge-old, removeNetwork, no service wants it',
      ]);
      const inUse = aNetwork('lab7k2m9q-edge-old', { containers: ['somebody'] });
      expect(plan(desired, { ...there, networks: [...there.networks, inUse] })).to.deep.equal([]);
    });
  });

  describe('what nothing wants', () => {
    it('a container of a service that is gone is stopped and removed', () => {
      expect(plan(aLabOf(), withContainers(allAsWished(aLabOf()), [aContainer('old')]))).to.deep.equal([
        '[] -> #1 container:old, stopContainer, no service wants it',
        '[1] -> #2 container:old, removeContainer, no service wants it',
      ]);
    });

    it('of an environment that is gone the databases stop last, so that glab can still say whether work runs', () => {
      const gone = ['dev-db', 'dev-db-sample-notes', 'dev-testdb', 'dev-codelab', 'dev-glab', 'prod-old'];
      const lines = plan(
        aLabOf(),
        withContainers(
          allAsWished(aLabOf()),
          gone.map((name) => aContainer(name)),
        ),
      );
      const step = (name: string) => lines.find((line) => line.includes(`container:${name}, stop`));
      const number = (name: string) => Number(/#(\d+)/.exec(step(name) ?? '')?.[1]);
      const users = `[${[number('dev-codelab'), number('dev-glab')].sort((a, b) => a - b).join()}]`;
      for (const name of ['dev-db', 'dev-db-sample-notes', 'dev-testdb'])
        expect(step(name), name)
          .to.match(/^\[\d+,\d+\]/)
          .and.to.contain(users);
      for (const name of ['dev-codelab', 'dev-glab', 'prod-old']) expect(step(name), name).to.match(/^\[\] /);
    });

    it('a container that was renamed by hand is removed before its service starts again', () => {
      const renamed = containerOf(db, { name: 'lab7k2m9q-mine' });
      const lines = plan(aLabOf(db), withContainers(allAsWished(aLabOf(db)), [renamed], ['db']));
      expect(lines).to.include('[2,3] -> #4 container:db, startContainer, it is new');
      expect(lines[1]).to.equal('[1] -> #2 container:mine, removeContainer, no service wants it');
    });

    it('the edge, the manager, and containers of ours that are no service are left alone', () => {
      const observed = withContainers(onlyCompose(), [aContainer('probe', { service: undefined })]);
      const kinds = reconcile(aLabOf(), observed, new Map()).map((step) => step.operation.kind);
      expect(kinds).to.deep.equal(['issueCertificate', 'publishRoutes']);
    });
  });

  describe('names that something foreign holds', () => {
    it('a service whose name is taken is left out, the others are not', () => {
      const observed = withContainers(
        allAsWished(aLabOf(front, db)),
        [aContainer('front', { ours: false })],
        ['db'],
      );
      expect(
        plan(aLabOf(front, db), observed).map((line) => /container:(\S+),/.exec(line)![1]),
      ).to.deep.equal(['db', 'db', 'db']);
    });

    it('a service whose network name is taken is left out', () => {
      const inNetwork = aService('front', { networks: ['lab7k2m9q-edge-front'] });
      const desired = aLabOf(inNetwork);
      const observed = {
        ...allAsWished(aLabOf()),
        networks: [aNetwork('lab7k2m9q-edge-front', { ours: false })],
      };
      expect(plan(desired, observed)).to.deep.equal([]);
    });

    it('a service needed by others counts as healthy only when its own container is', () => {
      const observed = withContainers(
        allAsWished(aLabOf(db, glab)),
        [aContainer('db', { ours: false })],
        ['glab'],
      );
      expect(plan(aLabOf(db, glab), observed)).to.deep.equal([]);
    });
  });

  describe('certificate and routes', () => {
    const desired = aLabOf();
    const there = allAsWished(desired);
    const with_ = (files: Partial<ObservedState['files']>): ObservedState => ({
      ...there,
      files: { ...there.files, ...files },
    });
    const day = 86_400_000;
    const now = desired.lookedAt;

    it('a certificate is issued when there is none, and the routes are published after it', () => {
      expect(plan(desired, with_({ certificate: undefined, routesDigest: undefined }))).to.deep.equal([
        '[] -> #1 certificate:lab.localhost, issueCertificate, it does not exist',
        '[1] -> #2 routes:lab, publishRoutes, none are published',
      ]);
    });

    for (const [obligation, certificate, cause] of [
      [
        'for other host names',
        { names: ['other.example.org'], notBefore: now - day, notAfter: now + 80 * day },
        'the host names changed',
      ],
      [
        'when less than a third of its life is left',
        { names: ['lab.localhost'], notBefore: now - 61 * day, notAfter: now + 29 * day },
        'less than a third of its life is left',
      ],
      [
        'when it is not valid yet',
        { names: ['lab.localhost'], notBefore: now + day, notAfter: now + 80 * day },
        'it is not valid yet',
      ],
    ] as const)
      it(`a certificate is issued anew ${obligation}`, () => {
        expect(plan(desired, with_({ certificate }))[0]).to.equal(
          `[] -> #1 certificate:lab.localhost, issueCertificate, ${cause}`,
        );
      });

    it('a certificate with more than a third of its life left is kept', () => {
      const certificate = {
        ...there.files.certificate!,
        notBefore: now - 59 * day,
        notAfter: now + 31 * day,
      };
      expect(plan(desired, with_({ certificate })).join()).not.to.include('issueCertificate');
    });

    describe('with an authority that can sign nothing that browsers take', () => {
      const authority = there.files.authority!;
      const ending = { notBefore: now - 80 * day, notAfter: now + day, names: ['lab.localhost'] };
      for (const [obligation, state, planned] of [
        ['is not issued while the key is another’s', { ...authority, fault: 'other-key' }, false],
        ['is not issued once the authority has ended', { ...authority, notAfter: now }, false],
        ['is not issued in its last two days', { ...authority, notAfter: now + day }, false],
        ['is issued while it is valid for longer', { ...authority, notAfter: now + 3 * day }, true],
        [
          'is issued for another domain, by another authority',
          { ...authority, domain: 'a.b', fault: 'no-key' },
          true,
        ],
      ] as const)
        it(`a certificate ${obligation}`, () => {
          const text = plan(desired, with_({ certificate: ending, authority: state })).join();
          expect(text.includes('issueCertificate')).to.equal(planned);
        });
    });

    it('routes are published again after a certificate was renewed: the edge reads certificates only then', () => {
      const certificate = { ...there.files.certificate!, notBefore: now };
      expect(plan(desired, with_({ certificate }))).to.deep.equal([
        '[] -> #1 routes:lab, publishRoutes, routes or certificate changed',
      ]);
    });

    it('routes that were edited by hand are published again', () => {
      expect(plan(desired, with_({ routesDigest: 'something else' }))).to.have.length(1);
    });

    it('routes are published again, once, when the edge does not go by them', () => {
      const trouble = { since: there.files.routesPublishedAt! + 1, reason: 'it answers with 404' };
      expect(plan(desired, { ...there, edge: trouble })).to.deep.equal([
        '[] -> #1 routes:lab, publishRoutes, the edge does not go by them',
      ]);
      const published = with_({ routesPublishedAt: trouble.since });
      expect(plan(desired, { ...published, edge: trouble })).to.deep.equal([]);
    });

    it('routes are published also when every service is stopped', () => {
      const stopped = aLab({ stopped: ['front', 'prod-db', 'prod-glab'] });
      expect(plan(stopped, onlyCompose()).join('\n'))
        .to.include('publishRoutes')
        .and.not.include('startContainer');
    });
  });

  describe('directories and secrets', () => {
    it('one whose owner or mode was changed by hand is put right', () => {
      const desired = aLab();
      const there = allAsWished(desired);
      const directories = there.files.directories.map((it) =>
        it.path.endsWith('/data') ? { ...it, uid: 0 } : it,
      );
      const secrets = there.files.secrets.map((it) => ({ ...it, mode: 0o644 }));
      expect(plan(desired, { ...there, files: { ...there.files, directories, secrets } })).to.deep.equal([
        '[] -> #1 directory:/var/lib/labstead/environments/prod/data, ensureDirectory, its owner or mode changed',
        '[] -> #2 secret:/var/lib/labstead/state/secrets/prod-db/password, createSecret, its owner or mode changed',
        '[2] -> #3 secret:/var/lib/labstead/state/secrets/prod-glab/database-password, createSecret, its owner or mode changed',
        '[] -> #4 secret:/var/lib/labstead/state/secrets/biota-db/prod-password, createSecret, its owner or mode changed',
        '[4] -> #5 secret:/var/lib/labstead/state/secrets/prod-glab/biota-password, createSecret, its owner or mode changed',
      ]);
    });
  });
});
