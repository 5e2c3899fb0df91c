/** Every suite there is, as data: what it runs, what must have run before, and how its own report is read. */
export interface Suite {
  name: string;
  /** Argument array, run from the root of the repository. */
  command: readonly string[];
  /** Where the runner's own count comes from. */
  report: 'junit' | 'tap' | 'exit';
  /** Suites that must have passed before this one starts. */
  after: readonly string[];
  /** Suites of one lane run one after the other. */
  lane: string;
  /** Nothing here takes longer unless it hangs. */
  mostMinutes: number;
}

const mocha = (config: string, ...spec: string[]): string[] => [
  'node_modules/.bin/mocha',
  '--config',
  `lab-manager/test/${config}`,
  '--reporter',
  'lab-manager/test/run/reporter.mjs',
  ...spec,
];

const suite = (
  name: string,
  lane: string,
  report: Suite['report'],
  mostMinutes: number,
  after: readonly string[],
  command: readonly string[],
): Suite => ({ name, lane, report, mostMinutes, after, command });

const unit = 'lab-manager/test/unit/**/*.spec.ts';
const deathsInMemory = 'lab-manager/test/deaths/**/*.spec.ts';
const docker = 'lab-manager/test/{conformance,integration}/**/*.spec.ts';
const deaths = 'lab-manager/test/scenarios/kill*.spec.ts';
const scenarios = ['lab-manager/test/scenarios/**/*.spec.ts', '--ignore', deaths];

export const suites: readonly Suite[] = [
  // What other suites need; failing here names the prerequisite.
  suite('engine', 'engine', 'exit', 15, [], ['sh', 'containers/engine.sh', 'ensure']),
  suite('tools', 'engine', 'exit', 15, [], ['sh', 'lab-manager/test/run/tools.sh']),
  suite('images', 'engine', 'exit', 40, ['engine', 'tools'], ['sh', 'containers/images.sh', 'ensure']),
  suite('build', 'static', 'exit', 5, [], ['npm', 'run', 'build', '--silent', '-w', 'lab-manager']),

  // Seconds each, no engine.
  suite('unit', 'static', 'junit', 15, ['tools'], mocha('.mocharc.unit.json', unit)),
  suite('front-unit', 'static', 'junit', 10, [], ['npm', 'run', 'test:unit', '--silent', '-w', 'front']),
  suite('types', 'static', 'exit', 10, [], ['npm', 'run', 'types', '--silent']),
  suite('lint', 'static', 'exit', 10, [], ['npm', 'run', 'lint', '--silent']),
  suite('format', 'static', 'exit', 5, [], ['node_modules/.bin/prettier', '--check', '.']),

  // Minutes, no engine: whole labs in memory, whose manager dies at every place.
  suite('deaths-in-memory', 'static', 'junit', 15, ['tools'], mocha('.mocharc.unit.json', deathsInMemory)),

  // The real engine, in two lanes that take about as long.
  suite('scenarios', 'lab', 'junit', 60, ['images', 'build'], mocha('.mocharc.scenarios.json', ...scenarios)),
  suite('shell', 'lab', 'tap', 25, ['images'], ['sh', 'lab-manager/test/install/all.sh']),
  suite('smoke', 'containers', 'tap', 20, ['images'], ['sh', 'containers/smoke.sh']),
  suite('pull', 'containers', 'tap', 15, ['images'], ['sh', 'containers/test/pull.sh']),
  suite('ensure', 'containers', 'tap', 15, ['images'], ['sh', 'containers/test/ensure.sh']),
  suite('bricks', 'containers', 'junit', 20, ['images'], ['sh', 'bricks/test.sh', '--check']),
  suite('docker', 'containers', 'junit', 25, ['images'], mocha('.mocharc.docker.json', docker)),
  suite('deaths', 'containers', 'junit', 25, ['images', 'build'], mocha('.mocharc.scenarios.json', deaths)),

  // A browser drops what it is loading whenever a network of the machine comes or goes, as it does beside other suites.
  suite(
    'browser',
    'alone',
    'junit',
    15,
    ['images'],
    ['node_modules/.bin/node', 'lab-manager/test/run/browser.ts'],
  ),
];
