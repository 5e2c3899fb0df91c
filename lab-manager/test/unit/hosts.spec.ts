import { expect } from 'chai';
import { labHosts } from '../../src/hosts.ts';
import { aLabFile } from '../support/builders/a-lab-file.ts';

describe('hosts', () => {
  it('are the console’s and each environment’s, with the published port where it is not the usual one', () => {
    const { console, environments } = labHosts(aLabFile('domain: lab.example.org'), 8443);
    expect(console).to.deep.equal({ hostname: 'lab.example.org', origin: 'https://lab.example.org:8443' });
    expect(environments.map(({ origin }) => origin)).to.deep.equal(['https://prod.lab.example.org:8443']);
    expect(labHosts(aLabFile(), 443).console.origin).to.equal('https://lab.localhost');
  });

  it('an environment that is switched off has none', () => {
    expect(labHosts(aLabFile('environments:\n  prod:\n    enabled: false'), 443).environments).to.deep.equal(
      [],
    );
  });
});
