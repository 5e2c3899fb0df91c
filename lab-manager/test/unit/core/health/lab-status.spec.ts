import { expect } from 'chai';
import { aBrick, aDatabase, anApp } from '../../../support/builders/a-brick.ts';
import { aLab } from '../../../support/builders/a-lab.ts';
import {
  allAsWished,
  containerOf,
  onlyCompose,
  withContainers,
} from '../../../support/builders/an-observed-lab.ts';
import type { HealthInput } from '../../../../src/core/health/check.ts';
import { findProblems } from '../../../../src/core/health/health-checks.ts';
import { labStatus } from '../../../../src/core/health/lab-status.ts';
import type { DesiredState } from '../../../../src/core/model/desired-state.ts';
import { LabError } from '../../../../src/core/model/lab-error.ts';
import type { LabStatus } from '../../../../src/core/model/lab-status.ts';
import type { ObservedContainer, ObservedState } from '../../../../src/core/model/observed-state.ts';

const lab = aLab();
const there = allAsWished(lab);

function statusOf(
  observed: ObservedState,
  desired: DesiredState = lab,
  blind?: LabError,
  stops: HealthInput['stops'] = new Map(),
): LabStatus {
  const input: HealthInput = {
    look: { desired, observed },
    blind,
    disks: [],
    codelabDisks: [],
    heldBack: new Map(),
    stops,
    environments: [],
    timeZone: 'UTC',
    labFile: { broken: [], notYetApplied: undefined },
    pressure: new Map(),
    machine: undefined,
    now: desired.lookedAt,
  };
  return labStatus(input, findProblems(input));
}

const glabIs = (changes: Partial<ObservedContainer>, desired = lab): LabStatus =>
  statusOf(withContainers(there, [containerOf(lab.services[2]!, changes)]), desired);
const stateOfGlab = (changes: Partial<ObservedContainer>, desired = lab): string =>
  glabIs(changes, desired).services.find((it) => it.name === 'prod-glab')!.state;

describe('core/health/lab-status', () => {
  it('a lab runs when everything that should run is healthy', () => {
    const status = statusOf(there);
    expect([status.state, status.summary]).to.deep.equal(['running', 'All 5 services are running.']);
    expect(status.services.map((it) => [it.name, it.state])).to.deep.equal([
      ['front', 'running'],
      ['prod-db', 'running'],
      ['prod-glab', 'running'],
      ['edge', 'running'],
      ['lab-manager', 'running'],
    ]);
    expect(status.observedAt).to.equal(lab.lookedAt);
  });

  it('a lab whose services are not all there yet is starting', () => {
    const images = there.images;
    const status = statusOf({ ...onlyCompose(), images });
    expect([status.state, status.summary]).to.deep.equal([
      'starting',
      'Starting: front, prod-db, prod-glab.',
    ]);
    expect(status.services[0]!.state).to.equal('missing');
    expect(glabIs({ health: 'starting' }).summary).to.equal('Starting: prod-glab.');
  });

  it('a lab that a person stopped is stopped, in part or as a whole', () => {
    const all = aLab({ stopped: ['front', 'prod-db'] });
    expect(statusOf(onlyCompose(), all).summary).to.equal('The lab is stopped.');
    const some = aLab({ stopped: ['prod-glab'] });
    const status = glabIs({ state: 'exited', health: 'none', exitCode: 143 }, some);
    expect([status.state, status.summary]).to.deep.equal([
      'running',
      'The lab is running; stopped: prod-glab.',
    ]);
    expect(status.services[2]).to.include({ state: 'stopped', wanted: 'stopped', message: undefined });
  });

  it('a lab with something broken is degraded and says what', () => {
    const status = glabIs({ health: 'unhealthy', healthMessage: 'no database' });
    expect(status.state).to.equal('degraded');
    expect(status.summary).to.equal('prod-glab runs but its health check fails: no database');
    expect(status.services[2]).to.include({ state: 'unhealthy', message: 'no database' });
  });

  it('a service that ended with an error has failed and says with which', () => {
    const status = glabIs({ state: 'exited', health: 'none', exitCode: 3 });
    expect([status.state, status.summary]).to.deep.equal(['degraded', 'Not well: prod-glab.']);
    expect(status.services[2]).to.include({ state: 'failed', message: 'It ended with exit code 3.' });
  });

  it('each state of a container has a word', () => {
    const stopped = aLab({ stopped: ['prod-glab'] });
    expect(stateOfGlab({ state: 'created', health: 'none' })).to.equal('starting');
    expect(stateOfGlab({ state: 'exited', health: 'none', exitCode: 0 })).to.equal('stopped');
    expect(stateOfGlab({ state: 'restarting', restartCount: 1 })).to.equal('starting');
    expect(stateOfGlab({ state: 'restarting', restartCount: 4 })).to.equal('failed');
    expect(stateOfGlab({ state: 'paused' })).to.equal('failed');
    expect(stateOfGlab({ state: 'removing' })).to.equal('stopping');
    expect(stateOfGlab({}, stopped)).to.equal('stopping');
  });

  describe('of a brick’s service whose declaration can’t be read', () => {
    const services = [aDatabase, anApp];
    const before = aLab({ bricks: [aBrick(services)], started: ['prod-app-sample-page'] });
    const unread = { bricks: [aBrick([], { settings: undefined, unreadable: 'EIO' })] };
    const stoppedAll = ['prod-glab', 'prod-db', 'front'];
    const ended = (name: string) =>
      withContainers(allAsWished(before), [
        containerOf(
          before.services.find((one) => one.name === name)!,
          { state: 'exited', exitCode: 1 },
        ),
      ]);
    const told = (name: string, asked: Parameters<typeof aLab>[0] = {}, stops?: HealthInput['stops']) => {
      const status = statusOf(ended(name), aLab({ ...unread, ...asked }), undefined, stops);
      return { ...status.services.find((one) => one.name === name)!, lab: status.state };
    };

    it('a database that fell by itself is wanted, has failed and says with which', () => {
      const found = told('prod-db-sample-notes');
      expect(found).to.include({ wanted: 'running', state: 'failed', lab: 'degraded' });
      expect(found.message).to.match(
        /^It ended with exit code 1\. Its declaration can’t be gone by.*: settings\.json .*EIO\.$/,
      );
    });

    it('a database that a person stopped by its name, or that stopped with its environment, is stopped', () => {
      const by = { reason: 'person' as const, actor: 'id-ada', name: 'Ada', at: lab.lookedAt };
      const found = told('prod-db-sample-notes', {}, new Map([['prod-db-sample-notes', by]]));
      expect(found).to.include({ wanted: 'stopped', state: 'stopped' });
      expect(found.message).to.match(/^Stopped since .* by Ada\. Its declaration can’t be gone by/);
      const withAll = told('prod-db-sample-notes', { stopped: stoppedAll });
      expect(withAll).to.include({ wanted: 'stopped', state: 'stopped' });
      expect(withAll.message).to.match(/^Its declaration can’t be gone by/);
    });

    it('an app that ended rests', () => {
      expect(told('prod-app-sample-page')).to.include({ wanted: 'stopped', state: 'stopped' });
    });
  });

  it('while nobody can look, the last services are told as unknown', () => {
    const status = statusOf(there, lab, new LabError('docker.unreachable', 'The engine does not answer.'));
    expect([status.state, status.summary]).to.deep.equal([
      'unknown',
      'Nobody can tell: The engine does not answer.',
    ]);
    expect(new Set(status.services.map((it) => it.state))).to.deep.equal(new Set(['unknown']));
  });

  it('before the first look nothing is known', () => {
    const nothing = {
      look: undefined,
      blind: undefined,
      disks: [],
      codelabDisks: [],
      heldBack: new Map<string, string>(),
      stops: new Map(),
      environments: [],
      timeZone: 'UTC',
      labFile: { broken: [], notYetApplied: undefined },
      pressure: new Map(),
      machine: undefined,
      now: 0,
    };
    expect(labStatus(nothing, [])).to.deep.equal({
      state: 'unknown',
      summary: 'Nobody has looked yet.',
      environments: [],
      services: [],
      problems: [],
      observedAt: undefined,
    });
  });
});
