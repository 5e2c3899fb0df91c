/** Every suite there is, as data: what it runs, what must have run before, and how its own report is read. */
export interface Suite {
  name: string;
  /** Argument array, run from the root of the repository. */
  command: readonly string[];
  /** Where the runner's own count comes from. */
  report: 'junit' | 'tap' | 'exit';
  /** Suites that must have passed before this one starts. */
  after: readonly string[];
  /** Suites that share something only one may use at a time: a machine port, the whole lab. */
  lane: string;
  /** Nothing here takes longer unless it hangs. */
  mostMinutes: number;
}

const mocha = (config: string, ...spec: string[]): string[] => [
  'node_modules/.bin/mocha',
  '--config',
  `lab-manager/test/${config}`,
  '--reporter',
  'mocha-multi-reporters',
  '--reporter-options',
  'configFile=lab-manager/test/run/reporters.json',
  ...spec,
];

export const suites: readonly Suite[] = [
  // What every other suite needs; failing here names the prerequisite.
  {
    name: 'engine',
    command: ['sh', 'containers/engine.sh', 'ensure'],
    report: 'exit',
    after: [],
    lane: 'engine',
    mostMinutes: 10,
  },
  {
    name: 'tools',
    command: ['sh', 'lab-manager/test/run/tools.sh'],
    report: 'exit',
    after: ['engine'],
    lane: 'engine',
    mostMinutes: 10,
  },
  {
    name: 'images',
    command: ['sh', 'containers/images.sh', 'ensure'],
    report: 'exit',
    after: ['tools'],
    lane: 'engine',
    mostMinutes: 30,
  },

  // Seconds each, no engine.
  {
    name: 'lint',
    command: ['node_modules/.bin/eslint', '.'],
    report: 'exit',
    after: [],
    lane: 'static',
    mostMinutes: 10,
  },
  {
    name: 'format',
    command: ['node_modules/.bin/prettier', '--check', '.'],
    report: 'exit',
    after: [],
    lane: 'static',
    mostMinutes: 5,
  },
  {
    name: 'types',
    command: ['npm', 'run', 'types', '--silent'],
    report: 'exit',
    after: [],
    lane: 'static',
    mostMinutes: 10,
  },
  {
    name: 'unit',
    command: mocha('.mocharc.unit.json', 'lab-manager/test/unit/**/*.spec.ts'),
    report: 'junit',
    after: [],
    lane: 'static',
    mostMinutes: 10,
  },
  {
    name: 'front-unit',
    command: ['npm', 'run', 'test:unit', '--silent', '-w', 'front'],
    report: 'junit',
    after: [],
    lane: 'static',
    mostMinutes: 10,
  },

  // The real engine.
  {
    name: 'shell',
    command: ['sh', 'lab-manager/test/install/all.sh'],
    report: 'tap',
    after: ['images'],
    lane: 'lab',
    mostMinutes: 20,
  },
  {
    name: 'smoke',
    command: ['sh', 'containers/smoke.sh'],
    report: 'tap',
    after: ['images'],
    lane: 'containers',
    mostMinutes: 20,
  },
  {
    name: 'bricks',
    command: ['sh', 'bricks/test.sh'],
    report: 'junit',
    after: ['images'],
    lane: 'containers',
    mostMinutes: 20,
  },
  {
    name: 'docker',
    command: mocha('.mocharc.docker.json', 'lab-manager/test/{conformance,integration}/**/*.spec.ts'),
    report: 'junit',
    after: ['images', 'unit'],
    lane: 'containers',
    mostMinutes: 25,
  },
  {
    name: 'scenarios',
    command: mocha('.mocharc.scenarios.json', 'lab-manager/test/scenarios/**/*.spec.ts'),
    report: 'junit',
    after: ['images', 'unit'],
    lane: 'lab',
    mostMinutes: 25,
  },
];
