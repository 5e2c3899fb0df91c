import { expect } from 'chai';
import { aLabFile, someFacts } from '../../../support/builders/a-lab-file.ts';
import { wished } from '../../../support/builders/a-lab.ts';
import { grantGpus } from '../../../../src/core/desired/gpu.ts';
import { desiredState } from '../../../../src/core/desired/desired-state.ts';
import { gpuMissing } from '../../../../src/core/health/gpu-missing.ts';
import type { HealthInput } from '../../../../src/core/health/check.ts';
import type { EngineGpus } from '../../../../src/core/model/gpu.ts';
import { parseLabFile } from '../../../../src/core/labfile/parse-lab-file.ts';

const none: EngineGpus = { nvidiaRuntime: false, cdi: [] };
const runtime: EngineGpus = { nvidiaRuntime: true, cdi: [] };
const two: EngineGpus = { nvidiaRuntime: true, cdi: ['nvidia.com/gpu=0', 'nvidia.com/gpu=1'] };

describe('core/desired/gpu', () => {
  it('asks for nothing where nothing is asked for, whatever there is', () => {
    expect(grantGpus(undefined, two)).to.deep.equal({ request: undefined, missing: undefined });
  });

  it('does without where the engine offers none, or was not met yet, and says why', () => {
    for (const engine of [none, undefined])
      expect(grantGpus({ count: 1 }, engine)).to.deep.equal({
        request: undefined,
        missing: 'the engine offers none',
      });
  });

  it('asks the NVIDIA runtime by number, for all, or by id', () => {
    const ask = (wish: Parameters<typeof grantGpus>[0]) => grantGpus(wish, runtime).request;
    expect(ask({ count: 2 })).to.deep.equal({ driver: 'nvidia', count: 2, ids: [] });
    expect(ask({ count: 'all' })).to.deep.equal({ driver: 'nvidia', count: -1, ids: [] });
    expect(ask({ ids: ['GPU-8f3e'] })).to.deep.equal({
      driver: 'nvidia',
      count: undefined,
      ids: ['GPU-8f3e'],
    });
  });

  it('asks by name where the engine names its GPUs, which tells whether there are enough', () => {
    expect(grantGpus({ count: 1 }, two)).to.deep.equal({
      request: { driver: 'cdi', count: undefined, ids: ['nvidia.com/gpu=0'] },
      missing: undefined,
    });
    expect(grantGpus({ ids: ['1'] }, two).request?.ids).to.deep.equal(['nvidia.com/gpu=1']);
    expect(grantGpus({ count: 'all' }, two).request?.ids).to.deep.equal(two.cdi);
  });

  it('takes what there is where there are fewer, and says so', () => {
    const grant = grantGpus({ count: 3 }, two);
    expect(grant.request?.ids).to.deep.equal(two.cdi);
    expect(grant.missing).to.equal('the engine offers nvidia.com/gpu=0, nvidia.com/gpu=1');
    expect(grantGpus({ ids: ['7'] }, two)).to.include({ request: undefined });
  });
});

describe('core/labfile: gpu', () => {
  const gpu = (written: string): unknown => {
    const parsed = parseLabFile(`name: Lab\nenvironments: { prod: { gpu: ${written} } }`);
    return 'ok' in parsed ? parsed.ok.environments.prod.gpu : parsed.problems.map(({ path }) => path);
  };

  it('is a number, all, or a list of ids; 0 is none', () => {
    expect(gpu('2')).to.deep.equal({ count: 2 });
    expect(gpu('all')).to.deep.equal({ count: 'all' });
    expect(gpu('[0, GPU-8f3e]')).to.deep.equal({ ids: ['0', 'GPU-8f3e'] });
    expect(gpu('0')).to.equal(undefined);
  });

  it('anything else is told with its path', () => {
    for (const wrong of ['-1', '1.5', 'yes', '[]', '[0, 0]', '["a b"]', '{ count: 1 }', '65'])
      expect(gpu(wrong), wrong).to.deep.equal(['environments.prod.gpu']);
  });
});

describe('core/desired/glab: gpu', () => {
  const lab = (gpus: EngineGpus | undefined) =>
    desiredState(aLabFile('environments: { prod: { gpu: 1 } }'), someFacts({ gpus }), wished());
  const glab = (gpus: EngineGpus | undefined) => lab(gpus).services.find(({ name }) => name === 'prod-glab')!;
  const problems = (gpus: EngineGpus | undefined) =>
    gpuMissing.find({ look: { desired: lab(gpus), observed: {} } } as unknown as HealthInput);

  it('has the GPU where there is one, and tells tasks so', () => {
    expect(glab(runtime).spec.gpus).to.deep.equal({ driver: 'nvidia', count: 1, ids: [] });
    expect(glab(runtime).spec.environment).to.include({ LABSTEAD_GPUS: '1', LABSTEAD_GPUS_WANTED: '1 GPU' });
    expect(problems(runtime)).to.deep.equal([]);
  });

  it('runs on the CPU where there is none, tells tasks so, and says it aloud', () => {
    expect(glab(none).spec).not.to.have.property('gpus');
    expect(glab(none).spec.environment).to.include({ LABSTEAD_GPUS: 'none', LABSTEAD_GPUS_WANTED: '1 GPU' });
    expect(problems(none)?.map(({ message }) => message)).to.deep.equal([
      'prod-glab asks for 1 GPU, and the engine offers none: its tasks run on the CPU.',
    ]);
  });

  it('an environment that asks for none says nothing of GPUs', () => {
    const spec = desiredState(aLabFile(), someFacts({ gpus: runtime }), wished()).services[2]!.spec;
    expect(Object.keys(spec.environment).filter((name) => name.includes('GPU'))).to.deep.equal([]);
    expect(spec).not.to.have.property('gpus');
  });
});
