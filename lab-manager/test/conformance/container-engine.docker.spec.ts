import { cpus } from 'node:os';
import { expect } from 'chai';
import { supported } from '../../src/adapters/docker/version.ts';
import type { TestEngine } from '../support/test-engine.ts';
import { engineNames, openEngine } from '../support/test-engine.ts';
import { DockerBench } from '../support/test-engine-bench.ts';
import { containerEngineSuite } from './container-engine.suite.ts';

for (const name of engineNames()) {
  describe(`conformance/container-engine: the ${name} Docker engine`, () => {
    let engine: TestEngine | undefined;
    let bench: DockerBench | undefined;

    before(async () => {
      engine = await openEngine(name);
      bench = await DockerBench.open(engine);
    });

    after(async () => {
      await bench?.close();
      await engine?.close();
    });

    const opened = () => {
      if (bench === undefined) throw new Error(`the test engine "${name}" is not open`);
      return bench;
    };

    if (name === 'newer')
      it('is one of the newest that are supported', async () => {
        const { version, cores } = await opened().engine.facts();
        expect(parseInt(version), version).to.be.within(28, Number(supported.to));
        expect(cores).to.equal(cpus().length);
      });

    containerEngineSuite(opened);
  });
}
