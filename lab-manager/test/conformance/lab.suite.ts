import { expect } from 'chai';
import type { LabStatus } from '../../src/core/model/lab-status.ts';
import type { Lab } from '../../src/engine/lab.ts';
import type { LogLine } from '../../src/core/ports.ts';
import { refused } from '../support/refused.ts';
import { eventually } from './container-engine.suite.ts';

/** A lab of which `name: One` was accepted, and whose prod-glab has written a line. */
export interface LabBench {
  lab: Lab;
  /** From now on the engine can't be asked. */
  loseEngine(): void;
  /** Somebody edits lab.yaml by hand into what can't be accepted. */
  breakLabFile(): Promise<void>;
}

const ada = { author: 'Ada', via: 'console' } as const;
const broken = 'name: Two\nbroken: [\n';

/** What the API may rely on, whichever lab is behind it. */
export function labSuite(bench: () => LabBench): void {
  const lab = () => bench().lab;
  const versions = () => lab().labFileVersions({ limit: 9, before: undefined });

  describe('status', () => {
    it('tells each service with its environment, image, and what is wanted', () => {
      const glab = lab()
        .status()
        .services.find(({ name }) => name === 'prod-glab');
      expect(glab).to.include({ environment: 'prod' });
      expect(glab?.image).to.match(/^labstead\/glab:/);
      expect(glab?.restartCount).to.be.a('number');
      expect(['running', 'stopped']).to.include(glab?.wanted);
    });

    it('is told when it changed, but to nobody who has left', async () => {
      const told: LabStatus['state'][] = [];
      const toldWhoLeft: LabStatus['state'][] = [];
      lab().onStatus(({ state }) => told.push(state));
      lab().onStatus(({ state }) => toldWhoLeft.push(state))();
      bench().loseEngine();
      await eventually(() => expect(told).to.include('unknown'));
      expect(lab().status().state).to.equal('unknown');
      expect(toldWhoLeft).to.deep.equal([]);
    });
  });

  describe('the lab file', () => {
    it('begins with the version that was on the disk', () => {
      const { version, parsed } = lab().labFile();
      expect(version).to.include({ version: 1, author: 'lab.yaml', via: 'lab' });
      expect(parsed.domain).to.equal('lab.localhost');
    });

    it('is a new version once accepted, with whose it is and how it came', async () => {
      const { version } = await lab().acceptLabFile('name: Two\n', ada, 1);
      expect(version).to.include({ version: 2, text: 'name: Two\n', ...ada });
      expect(lab().labFile().version).to.deep.equal(version);
      expect(lab().labFileVersion(2)?.version).to.deep.equal(version);
    });

    it('is what the lab is held to only once it is applied', async () => {
      await lab().acceptLabFile('name: Two\ndomain: other.example.org\n', ada, 1);
      expect(lab().heldTo().version.version).to.equal(1);
      expect(lab().heldTo().parsed.domain).to.equal('lab.localhost');
    });

    it('keeps every version: the newest first, page by page, and none that never was', async () => {
      await lab().acceptLabFile('name: Two\n', ada, undefined);
      await lab().acceptLabFile('name: Three\n', ada, undefined);
      expect(versions().map(({ version }) => version)).to.deep.equal([3, 2, 1]);
      const page = lab().labFileVersions({ limit: 1, before: 3 });
      expect(page.map(({ version }) => version)).to.deep.equal([2]);
      expect(page[0]).not.to.have.property('text');
      expect(lab().labFileVersion(9)).to.equal(undefined);
    });

    it('is refused with every error, each with path and line, and nothing changes', async () => {
      for (const attempt of [
        () => lab().checkLabFile(broken),
        () => lab().acceptLabFile(broken, ada, undefined),
      ]) {
        const { details } = await refused('labfile.invalid', attempt);
        expect(details?.[0]).to.include.keys('path', 'message', 'line');
      }
      expect(versions()).to.have.lengthOf(1);
    });

    it('is refused when another one was accepted since the one it is based on', async () => {
      await lab().acceptLabFile('name: Two\n', ada, 1);
      await refused('labfile.conflict', () => lab().acceptLabFile('name: Three\n', ada, 1));
      expect(versions()).to.have.lengthOf(2);
    });

    it('that was broken by hand is neither planned nor applied', async () => {
      await lab().assertApplicable();
      await bench().breakLabFile();
      for (const attempt of [() => lab().plan(), () => lab().assertApplicable()]) {
        const { details } = await refused('labfile.invalid', attempt);
        expect(details[0]).to.include.keys('path', 'message', 'line');
      }
      expect(lab().labFile().version.version).to.equal(1);
    });

    it('is checked without being accepted', async () => {
      const { changes, plan } = await lab().checkLabFile('name: Two\n');
      expect(changes).to.be.an('array');
      expect(plan).to.be.an('array');
      expect(versions()).to.have.lengthOf(1);
    });

    it('is compared as a unified diff', async () => {
      await lab().acceptLabFile('name: Two\n', ada, undefined);
      expect(lab().diffLabFiles(1, 2).unified).to.match(/^--- .*\n\+\+\+ .*\n/m);
    });
  });

  describe('with an engine that can’t be asked', () => {
    it('makes no plan, and says why with what to do', async () => {
      bench().loseEngine();
      const { hint } = await refused('docker.unreachable', () => lab().plan());
      expect(hint).to.be.a('string');
      await refused('docker.unreachable', () => lab().checkLabFile('name: Two\n'));
    });
  });

  describe('logs', () => {
    const read = async (service: string): Promise<LogLine[]> => {
      const lines = [];
      const query = { tail: undefined, since: undefined, follow: false, grep: undefined };
      for await (const line of lab().logs(service, query, new AbortController().signal)) lines.push(line);
      return lines;
    };

    it('are those of the service', async () => {
      expect((await read('prod-glab')).map(({ text }) => text)).to.deep.equal(['ready']);
    });

    it('of a service that is not there are refused with the nearest name', async () => {
      const { hint } = await refused('service.unknown', () => read('prod-glap'));
      expect(hint).to.include('prod-glab');
    });
  });
}
