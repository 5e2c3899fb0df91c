import { expect } from 'chai';
import { localCa } from '../../../src/cli/context.ts';
import { labPaths } from '../../../src/core/desired/paths.ts';

describe('cli/context', () => {
  it('the CA of a lab on this machine is looked for where the lab puts it', () => {
    expect(localCa({})).to.equal(labPaths('/var/lib/labstead').caCertificate);
    expect(localCa({ LABSTEAD_HOME: '/srv/lab' })).to.equal(labPaths('/srv/lab').caCertificate);
  });
});
