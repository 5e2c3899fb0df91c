import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { servicesSchema } from '../../../../src/core/bricks/declaration.ts';
import { readDeclarations } from '../../../../src/core/bricks/read-declarations.ts';
import { refusedKeys } from '../../../../src/core/bricks/refused-keys.ts';
import { aDatabase, anApp } from '../../../support/builders/a-brick.ts';

const read = (services: unknown) => readDeclarations(JSON.stringify({ services }));
const refusal = (service: object): string => {
  const { refused } = read([service]);
  return refused.map(({ field, message, instead }) => `${field} ${message}. ${instead}`).join('\n');
};

describe('core/bricks/read-declarations', () => {
  it('a name and a kind make a database, with the limits that databases have', () => {
    expect(read([aDatabase])).to.deep.equal({
      services: [{ name: 'notes', kind: 'database', memory: 512 * 1024 ** 2, cpus: 1, pids: 256 }],
      refused: [],
    });
  });

  it('an app has a command, and a port, limits and an idle time unless it says otherwise', () => {
    expect(read([anApp]).services).to.deep.equal([
      {
        ...anApp,
        title: 'page',
        port: 8000,
        memory: 512 * 1024 ** 2,
        cpus: 1,
        pids: 128,
        idle: 30 * 60_000,
      },
    ]);
    const own = { title: 'A page', port: 9000, memory: '1 GiB', cpus: 0.5, pids: 64, idle: '2h' };
    expect(read([{ ...anApp, ...own }]).services[0]).to.include({
      title: 'A page',
      port: 9000,
      memory: 1024 ** 3,
      cpus: 0.5,
      pids: 64,
      idle: 7_200_000,
    });
  });

  it('a brick without services asks for none, whatever else its settings hold', () => {
    expect(readDeclarations('{"name":"old","type":"brick","technical_info":{}}')).to.deep.equal({
      services: [],
      refused: [],
    });
  });

  it('a service of an unknown kind is refused, naming the kinds there are', () => {
    expect(refusal({ name: 'cache', kind: 'redis' })).to.equal(
      'services[0].kind "redis" is no kind of service that a lab runs. The kinds are: database, app.',
    );
    expect(refusal({ name: 'cache', kind: 'databse' })).to.contain('Did you mean database?');
    expect(refusal({ name: 'cache' })).to.contain('services[0].kind is missing.');
  });

  it('one that is refused takes no other with it', () => {
    const { services, refused } = read([{ name: 'cache', kind: 'redis' }, aDatabase]);
    expect(services.map(({ name }) => name)).to.deep.equal(['notes']);
    expect(refused).to.have.length(1);
  });

  for (const key of refusedKeys)
    it(`${key} is refused, saying why and what to write instead`, () => {
      const said = refusal({ ...anApp, [key]: true });
      expect(said).to.match(new RegExp(`^services\\[0\\]\\.${key} is refused: [^.]{15,}\\. .{10,}\\.$`));
    });

  it('nothing that is refused can be asked for in another spelling', () => {
    expect(refusal({ ...anApp, Privileged: true })).to.contain('Privileged is refused');
    expect(refusal({ ...anApp, volume: [] })).to.contain('volume is nothing a service can ask for');
    expect(refusal({ ...anApp, comand: [] })).to.contain('Did you mean command?');
  });

  const evil = [
    'it"s',
    "it's",
    'two words',
    'a\nb',
    '',
    'x'.repeat(10_000),
    '../x',
    'UPPER',
    'dev',
    '1a',
    '$(id)',
  ];
  for (const name of evil)
    it(`the name ${JSON.stringify(name.slice(0, 12))} is refused in one line`, () => {
      const { services, refused } = read([{ ...aDatabase, name }]);
      expect(services).to.deep.equal([]);
      expect(refused.map(({ field }) => field)).to.deep.equal(['services[0].name']);
      for (const { field, message, instead } of refused) {
        expect(field + message + instead).not.to.contain('\n');
        expect(`${field} ${message} ${instead}`.length).to.be.below(300);
      }
    });

  it('keys, kinds and whole declarations of any size and shape are answered in short lines', () => {
    const long = 'x\n\u001b[31m"'.repeat(2_000);
    for (const services of [
      [{ ...anApp, [long]: 1 }],
      [{ name: 'a', kind: long }],
      { notes: {} },
      'database',
      [null, 7, [], 'x'],
      Array.from({ length: 1000 }, () => aDatabase),
    ]) {
      const { services: accepted, refused } = read(services);
      expect(accepted).to.deep.equal([]);
      expect(refused).not.to.deep.equal([]);
      for (const one of refused) {
        const said = `${one.field} ${one.message} ${one.instead}`;
        expect(said).not.to.match(/[\p{Cc}]/u);
        expect(said.length).to.be.below(400);
      }
    }
  });

  it('a name that is there twice is refused the second time', () => {
    const { services, refused } = read([aDatabase, { ...anApp, name: 'notes' }]);
    expect(services.map(({ kind }) => kind)).to.deep.equal(['database']);
    expect(refused.map(({ field }) => field)).to.deep.equal(['services[1].name']);
  });

  it('settings that are no JSON are said to be, without a word of what is in them', () => {
    const { refused } = readDeclarations('root:$6$secret:19000');
    expect(refused[0]).to.include({ field: 'settings.json', keeps: 'all' });
    expect(JSON.stringify(refused)).not.to.contain('secret');
  });

  it('the schema for editors is the one that is gone by', () => {
    const path = join(import.meta.dirname, '../../../../../templates/brick/settings.schema.json');
    expect(JSON.parse(readFileSync(path, 'utf8'))).to.deep.equal(servicesSchema());
  });
});

describe('docs/bricks.md', () => {
  it('shows a declaration that is accepted as it stands there', () => {
    const page = readFileSync(join(import.meta.dirname, '../../../../docs/bricks.md'), 'utf8');
    const [, shown = ''] = /```json\n([^`]*)```/.exec(page) ?? [];
    const { services, refused } = readDeclarations(shown);
    expect(refused).to.deep.equal([]);
    expect(services.map(({ name }) => name)).to.deep.equal(['results', 'explorer']);
  });
});
