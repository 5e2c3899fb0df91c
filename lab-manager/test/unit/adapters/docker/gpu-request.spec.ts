import { expect } from 'chai';
import { containerRequest } from '../../../../src/adapters/docker/container-request.ts';
import { gpusOf } from '../../../../src/adapters/docker/facts.ts';
import type { GpuRequest } from '../../../../src/core/model/gpu.ts';
import { caught } from '../../../support/caught.ts';
import { aSpec, dataRoot, labId } from './a-spec.ts';

const context = {
  labId,
  dataRoot,
  configHash: 'aaa',
  jobId: 'job1',
  capabilities: { swapLimit: true, severalNetworksAtOnce: true },
};
const requests = (gpus?: GpuRequest): unknown =>
  containerRequest(aSpec(gpus === undefined ? {} : { gpus }), context).HostConfig?.DeviceRequests;

describe('adapters/docker: GPUs', () => {
  it('a container that asks for none has no device request', () => {
    expect(requests()).to.equal(undefined);
  });

  it('a number of GPUs is asked of the NVIDIA runtime, names are asked as they are', () => {
    expect(requests({ driver: 'nvidia', count: 2, ids: [] })).to.deep.equal([
      { Driver: 'nvidia', Count: 2, Capabilities: [['gpu']] },
    ]);
    expect(requests({ driver: 'nvidia', count: undefined, ids: ['GPU-1'] })).to.deep.equal([
      { Driver: 'nvidia', DeviceIDs: ['GPU-1'], Capabilities: [['gpu']] },
    ]);
    expect(requests({ driver: 'cdi', count: undefined, ids: ['nvidia.com/gpu=0'] })).to.deep.equal([
      { Driver: 'cdi', DeviceIDs: ['nvidia.com/gpu=0'] },
    ]);
  });

  it('no other device comes in by that door', () => {
    for (const gpus of [
      { driver: 'cdi', count: undefined, ids: ['vendor.com/net=eth0'] },
      { driver: 'nvidia', count: 1, ids: ['GPU-1'] },
      { driver: 'nvidia', count: undefined, ids: [] },
      { driver: 'nvidia', count: 1, ids: [], options: { a: 'b' } },
    ])
      expect(caught(() => requests(gpus as GpuRequest)).code).to.equal('spec.refused');
  });

  it('an engine’s GPUs are read from what it says of runtimes and devices', () => {
    expect(gpusOf({ Runtimes: { runc: {}, nvidia: {} }, DiscoveredDevices: null })).to.deep.equal({
      nvidiaRuntime: true,
      cdi: [],
    });
    const devices = ['nvidia.com/gpu=1', 'nvidia.com/gpu=0', 'nvidia.com/gpu=all', 'vendor.com/net=eth0'];
    expect(gpusOf({ DiscoveredDevices: devices.map((ID) => ({ Source: 'cdi', ID })) })).to.deep.equal({
      nvidiaRuntime: false,
      cdi: ['nvidia.com/gpu=0', 'nvidia.com/gpu=1'],
    });
  });
});
