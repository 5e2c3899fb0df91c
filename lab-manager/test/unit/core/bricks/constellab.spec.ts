import { expect } from 'chai';
import { databaseManagersIn } from '../../../../src/core/bricks/database-managers.ts';
import { brickServices } from '../../../../src/core/bricks/accepted-services.ts';
import { readDeclarations } from '../../../../src/core/bricks/read-declarations.ts';
import { noWays } from '../../../../src/adapters/files/bricks/constellab-ways.ts';
import { composeCallsIn } from '../../../../src/core/bricks/compose-calls.ts';
import type { ConstellabWays } from '../../../../src/core/model/brick.ts';
import { aBrick, aDatabase } from '../../../support/builders/a-brick.ts';
import { aLabFile } from '../../../support/builders/a-lab-file.ts';

const said = (constellab: Partial<ConstellabWays>, services: unknown = undefined) =>
  brickServices(aLabFile(), [aBrick(services, { constellab: { ...noWays, ...constellab } })]).refused;
const compose = (text: string) =>
  said({ composeFiles: [{ path: 'src/sample/db/docker-compose.yml', text }] });

/** What is told to be written, out of the sentence, is what is then gone by. */
const declared = (instead: string) =>
  readDeclarations(`{${/("services": .*\])\./.exec(instead)?.[1] ?? ''}}`);

describe('core/bricks/constellab', () => {
  it('a class that asks for a database at run time is told which declaration says the same', () => {
    const [found, ...others] = said({
      databaseManagers: [{ path: 'src/sample/db.py', line: 12, className: 'ResultsDbManager' }],
    });
    expect(others).to.deep.equal([]);
    expect(found!.field).to.equal('src/sample/db.py, line 12');
    expect(declared(found!.instead).services).to.have.length(1);
    expect(declared(found!.instead).services[0]).to.include({ name: 'results', kind: 'database' });
    expect(found!.instead).to.contain('LABSTEAD_SERVICE_RESULTS_HOST');
  });

  it('says nothing more once the brick declares a database', () => {
    const managers = [{ path: 'a.py', line: 1, className: 'ResultsDbManager' }];
    expect(said({ databaseManagers: managers }, [aDatabase])).to.deep.equal([]);
  });

  it('a database in a compose file is translated', () => {
    const [found] = compose(`
services:
  biota-db:
    image: mariadb:10.7.4
    container_name: \${CONTAINER_PREFIX}-db
    volumes: ["\${LAB_VOLUME_HOST}:/var/lib/mysql"]
    networks: ["\${LAB_NETWORK}"]
`);
    expect(found!.field).to.equal('src/sample/db/docker-compose.yml: services.biota-db');
    expect(declared(found!.instead).services[0]).to.include({ name: 'biotadb', kind: 'database' });
  });

  it('a web app in a compose file is translated, with the port that it has', () => {
    const [found] = compose(`
services:
  board:
    image: example/board:1
    x-gws-config: { https: { name: board, subDomain: board, internalPort: 9380 } }
`);
    expect(found!.message).to.contain('example/board:1');
    expect(declared(found!.instead).services[0]).to.include({ name: 'board', kind: 'app', port: 9380 });
  });

  it('what is of no kind is refused by its image, and rights on the machine by their names', () => {
    const [found] = compose(
      'services: { search: { image: elasticsearch:8, privileged: true, network_mode: host, cap_add: [ALL] } }',
    );
    expect(found!.message).to.contain('runs the image elasticsearch:8');
    expect(found!.message).to.contain('privileged, cap_add (a service of a brick has no more rights');
    expect(found!.message).to.contain('network_mode (a service has networks of its own');
    expect(found!.instead).to.contain('is for the machine’s administrator');
    expect(compose('services: { search: { image: a, privileged: false } }')[0]!.message).not.to.contain(
      'privileged',
    );
  });

  it('what would be mounted of the machine is named, and Constellab’s own folders are not', () => {
    const [found] = compose(`
services:
  search:
    image: elasticsearch:8
    volumes:
      - /:/host
      - /var/run/docker.sock:/var/run/docker.sock
      - { type: bind, source: ./etc, target: /etc }
      - \${LAB_VOLUME_HOST}/data:/data
      - named:/more
`);
    expect(found!.message).to.contain(
      'volumes /:/host, volumes ./etc:/etc (nothing of the machine is mounted',
    );
    expect(found!.message).to.match(/docker\.sock \(whoever reaches Docker’s socket owns the machine\)/);
    expect(found!.message).not.to.match(/LAB_VOLUME_HOST|named/);
    expect(found!.instead).to.contain('Keep data in a service of the kind database');
  });

  it('anchors, aliases and merges hide nothing, and a file that grows by them can’t be read', () => {
    const [one, two] = compose(`
x-base: &base { image: elasticsearch:8, privileged: true }
services:
  one: *base
  two: { <<: *base, cap_add: [ALL] }
`);
    expect(one!.message).to.contain('elasticsearch:8').and.contain('privileged');
    expect(two!.message).to.contain('privileged, cap_add');
    const levels = Array.from(
      { length: 9 },
      (_, at) => `x${at + 1}: &x${at + 1} [${Array(9).fill(`*x${at}`).join(', ')}]`,
    );
    const bomb = ['x0: &x0 [a]', ...levels, 'services: { a: { image: *x9 } }'].join('\n');
    expect(compose(bomb)[0]!.message).to.contain('can’t be read');
  });

  it('each of two managers needs a database of its own', () => {
    const managers = ['ResultsDbManager', 'NotesDbManager'].map((className, at) => ({
      path: 'a.py',
      line: at + 1,
      className,
    }));
    const [left, ...others] = said({ databaseManagers: managers }, [aDatabase]);
    expect([left!.field, others]).to.deep.equal(['a.py, line 1', []]);
    expect(said({ databaseManagers: managers }, [aDatabase, { ...aDatabase, name: 'other' }])).to.deep.equal(
      [],
    );
  });

  it('a call that asks for a database is told the declaration, with the name that it has', () => {
    const source = `
from gws_core import DockerService
# DockerService().register_sqldb_compose()
def register_sqldb_compose(self): ...
DockerService().register_sqldb_compose(
    brick_name="sample",
    unique_name="birds",
)
`;
    const { databases } = composeCallsIn(source);
    expect(databases).to.deep.equal([{ line: 5, name: 'birds' }]);
    const [found] = said({ databaseCalls: databases.map((one) => ({ path: 'a.py', ...one })) });
    expect(found!.message).to.contain('by register_sqldb_compose');
    expect(declared(found!.instead).services[0]).to.include({ name: 'birds', kind: 'database' });
  });

  it('a compose file written in a source is read as one, and one from elsewhere is told where it is started', () => {
    const inline = composeCallsIn(`
YAML = """
    services:
      search: { image: 'elasticsearch:8', pid: host }
"""
DockerService().register_and_start_compose("sample", "s", YAML)
`);
    expect(inline.starts).to.deep.equal([]);
    expect(inline.texts[0]!.line).to.equal(2);
    expect(compose(inline.texts[0]!.text)[0]!.message).to.contain('elasticsearch:8').and.contain('pid');
    const { starts, texts } = composeCallsIn('x = 1\nDockerService().register_and_start_compose(a, b, c)\n');
    expect([starts, texts]).to.deep.equal([[{ line: 2 }], []]);
    const composeCalls = [{ path: 'a.py', line: 2 }];
    expect(said({ composeCalls })[0]!.message).to.contain('has the lab manager start a compose file');
    expect(said({ composeCalls }, [aDatabase])).to.deep.equal([]);
  });

  it('a class is found whatever its base is called there', () => {
    const source = [
      'from gws_core import (Task, LazyAbstractDbManager as Base)',
      'Other = gws_core.LazyAbstractDbManager',
      'class One(Base):',
      'class Two(Mixin, Other):',
      'class Three(Basement):',
    ];
    expect(databaseManagersIn(source.join('\n'))).to.deep.equal([
      { className: 'One', line: 3 },
      { className: 'Two', line: 4 },
    ]);
  });

  it('a compose file that is none is said to be one', () => {
    for (const text of ['', ':', '- a', 'services: {}', '&a [*a]', '{{ jinja }}: ['])
      expect(compose(text)[0]!.message, text).to.contain('can’t be read');
  });

  it('only classes of a brick are found, not the base class, a comment or an import', () => {
    const source = [
      'from gws_core import LazyAbstractDbManager',
      '# class Old(LazyAbstractDbManager):',
      'class LazyAbstractDbManager(AbstractDbManager):',
      'class BiotaDbManager(LazyAbstractDbManager):',
      'class Two(Mixin, gws_core.LazyAbstractDbManager):',
    ];
    expect(databaseManagersIn(source.join('\n'))).to.deep.equal([
      { className: 'BiotaDbManager', line: 4 },
      { className: 'Two', line: 5 },
    ]);
  });

  it('a class is found however its bases are spread over lines, at the line where it begins', () => {
    const source = `
class Bar(
    LazyAbstractDbManager,
):
    pass


class Two(
    Mixin,  # (first, for its __init__)
    gws_core.LazyAbstractDbManager,  # asks for it
): ...


class None1(
    Mixin,
): ...


x = LazyAbstractDbManager(
)
`;
    expect(databaseManagersIn(source)).to.deep.equal([
      { className: 'Bar', line: 2 },
      { className: 'Two', line: 8 },
    ]);
  });
});
