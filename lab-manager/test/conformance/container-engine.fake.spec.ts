import { FakeEngine } from '../support/fake-engine.ts';
import type { FakeProgram } from '../support/fake-engine-world.ts';
import type { EngineBench, Program } from './container-engine.suite.ts';
import { containerEngineSuite } from './container-engine.suite.ts';

const labId = 'labfake01';

const programs: Record<Program, FakeProgram> = {
  plain: { health: 'none', exec: fakeCommand },
  healthy: { health: 'healthy' },
  prompt: { health: 'healthy' },
  sick: {
    health: 'unhealthy',
    healthMessage: 'the database says no',
    output: [{ stream: 'stdout', text: 'one' }],
  },
  slow: { health: 'starting' },
  exits: { health: 'none', exits: 3, output: [{ stream: 'stdout', text: 'giving up' }] },
  stumbles: { health: 'none', exits: 3, restarts: true },
  recovers: { health: 'none', fallsOnce: true },
  speaks: {
    health: 'none',
    output: [
      { stream: 'stdout', text: 'one' },
      { stream: 'stderr', text: 'two' },
      { stream: 'stdout', text: 'three' },
    ],
  },
};

/** The few commands of the suite. */
function fakeCommand([command, ...rest]: readonly string[]): ReturnType<NonNullable<FakeProgram['exec']>> {
  if (command === 'echo') return { exitCode: 0, stdout: `${rest.join(' ')}\n`, stderr: '' };
  if (command === 'sh') return { exitCode: 7, stdout: 'out\n', stderr: 'err\n' };
  if (command === 'head') return { exitCode: 0, stdout: '\0'.repeat(Number(rest[1])), stderr: '' };
  return undefined;
}

class FakeBench implements EngineBench {
  engine = fresh();
  readonly labId = labId;
  readonly dataRoot = '/var/lib/labstead';
  readonly labels = { 'org.labstead.lab': labId };
  readonly pullable = 'registry.test/labstead/plain:1';
  readonly unavailable = 'registry.test/labstead/none:1';

  program = (program: Program) => ({ image: `test:${program}`, command: undefined });
  addForeignContainer = async (name: string) => this.engine.addForeignContainer(name);
  addForeignNetwork = async (name: string) => this.engine.addForeignNetwork(name);
  removeByHand = async (name: string) => this.engine.removeByHand(name);
  letStay = async () => this.engine.setProgram('test:stumbles', { health: 'none' });
  idOf = async (name: string) => (await this.#find(name))?.id;
  stateOf = async (name: string) => (await this.#find(name))?.state;

  async clear(): Promise<void> {
    this.engine = fresh();
  }

  async #find(name: string) {
    const question = { labId, images: [], containerNames: [name], networkNames: [] };
    const { containers } = await this.engine.observe(question);
    return containers.find((found) => found.name === name);
  }
}

function fresh(): FakeEngine {
  const engine = new FakeEngine({ labId, dataRoot: '/var/lib/labstead' });
  for (const [name, program] of Object.entries(programs)) engine.addImage(`test:${name}`, program);
  engine.publish('registry.test/labstead/plain:1');
  return engine;
}

describe('conformance/container-engine: in memory', () => {
  const bench = new FakeBench();
  containerEngineSuite(() => bench);
});
