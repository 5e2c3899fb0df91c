import { expect } from 'chai';
import { desiredState } from '../../src/core/desired/desired-state.ts';
import { labHosts } from '../../src/hosts.ts';
import { aBrick, anApp } from '../support/builders/a-brick.ts';
import { aLabFile, someFacts } from '../support/builders/a-lab-file.ts';
import { wished } from '../support/builders/a-lab.ts';

describe('hosts', () => {
  it('are the console’s and each environment’s, with the published port where it is not the usual one', () => {
    const { console, environments } = labHosts(aLabFile('domain: lab.example.org'), 8443, []);
    expect(console).to.deep.equal({ hostname: 'lab.example.org', origin: 'https://lab.example.org:8443' });
    expect(environments.map(({ origin }) => origin)).to.deep.equal(['https://prod.lab.example.org:8443']);
    expect(labHosts(aLabFile(), 443, []).console.origin).to.equal('https://lab.localhost');
  });

  it('an environment that is switched off is known as that', () => {
    const hosts = labHosts(aLabFile('environments:\n  prod:\n    enabled: false'), 443, []);
    expect(hosts.environments).to.deep.equal([]);
    expect(hosts.disabled?.map(({ name }) => name)).to.deep.equal(['prod', 'dev', 'codelab']);
  });

  it('each app of a brick has one, open to whoever may open its environment', () => {
    const bricks = [aBrick([anApp]), aBrick([anApp], { environment: 'dev' })];
    const labFile = aLabFile('environments: { dev: { enabled: true } }');
    const { apps } = desiredState(labFile, someFacts({ bricks }), wished());
    const found = labHosts(labFile, 8443, apps).environments.filter(({ app }) => app !== undefined);
    expect(found.map(({ name, hostname, permission }) => [name, hostname, permission])).to.deep.equal([
      ['app-sample-page', 'app-sample-page.lab.localhost', 'environment:prod:open'],
      ['app-sample-page-dev', 'app-sample-page-dev.lab.localhost', 'environment:dev:open'],
    ]);
  });
});
