import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { aBrick } from '../../../support/builders/a-brick.ts';
import { aLab } from '../../../support/builders/a-lab.ts';
import { brickService, reachableBricks, reachableServices } from '../../../support/reachable-bricks.ts';
import { reachabilityText } from '../../../support/reachability-text.ts';
import { brickRoles, reachability, type Source } from '../../../../src/core/desired/reachability.ts';

describe('core/desired/reachability', () => {
  const between = (from: RegExp, to: RegExp, cells = reachability()) =>
    cells.filter(({ source, destination, open }) => open && from.test(source) && to.test(destination));

  it('lets nothing of one environment reach the other', () => {
    expect(between(/^prod-/, /^dev-/)).to.deep.equal([]);
    expect(between(/^dev-/, /^prod-/)).to.deep.equal([]);
  });

  it('lets nothing that runs people’s code reach the manager, the engine, the machine or its metadata', () => {
    const code = /glab|codelab|app/;
    expect(between(code, /^(lab-manager|docker|machine|metadata|internet)$/)).to.deep.equal([]);
    const opened = between(code, /^lab-manager$/, reachability(['prod', 'dev', 'codelab']));
    expect(opened, 'the manager stays closed whatever is opened').to.deep.equal([]);
  });

  it('lets an app reach the edge and the database of its own brick, and nothing else', () => {
    const reached = between(/-app$/, /./).map(({ source, destination }) => [source, destination]);
    expect(reached).to.deep.equal([
      ['prod-brick-app', 'edge'],
      ['prod-brick-app', 'edge'],
      ['prod-brick-app', 'prod-brick-db'],
      ['prod-other-app', 'edge'],
      ['prod-other-app', 'edge'],
      ['prod-other-app', 'prod-other-db'],
      ['dev-brick-app', 'edge'],
      ['dev-brick-app', 'edge'],
      ['dev-brick-app', 'dev-brick-db'],
    ]);
  });

  it('is what the networks make of it: whoever shares one reaches the other, unless that one only asks there', () => {
    const text = 'environments: { dev: { enabled: true } }\nbiota: { mode: on }';
    const lab = aLab({
      text,
      bricks: reachableBricks.map(({ environment, name }) =>
        aBrick(reachableServices, { environment, name }),
      ),
    });
    for (const { name, spec } of lab.services)
      if (spec.networks.some(({ aliases }) => !aliases.includes(name)))
        expect(spec.environment['LABSTEAD_SERVED_AS'], `${name} listens where it is known`).to.equal(name);
    const roles = new Map<string, Source>(brickRoles.map((role) => [brickService(role), role]));
    const roleOf = (service: string) => roles.get(service) ?? service;
    const members = lab.networks.map(({ name, attach }) => {
      const inside = lab.services.flatMap((service) =>
        service.spec.networks.filter((one) => one.name === name).map(({ aliases }) => ({ service, aliases })),
      );
      const listening = inside.filter(({ service, aliases }) => aliases.includes(service.name));
      const edge = attach.map(({ alias }) => alias);
      return {
        asking: [...inside.map(({ service }) => roleOf(service.name)), ...edge],
        listening: [...listening.map(({ service }) => roleOf(service.name)), ...edge],
      };
    });
    const reaches = (one: string, other: string) =>
      members.some(({ asking, listening }) => asking.includes(one) && listening.includes(other));
    const services = new Set(lab.services.map(({ name }) => roleOf(name)));
    expect([...services], 'every role has a service').to.include.members([...brickRoles]);
    for (const { source, destination, open } of reachability())
      if (services.has(source) && services.has(destination))
        expect([source, destination, open]).to.deep.equal([
          source,
          destination,
          reaches(source, destination),
        ]);
  });

  it('stands in the docs as it is', async () => {
    const docs = await readFile(join(import.meta.dirname, '../../../../docs/reachability.md'), 'utf8');
    expect(docs).to.include(reachabilityText());
  });
});
