import { dirname } from 'node:path';
import { readdirSync } from 'node:fs';
import js from '@eslint/js';
import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** The rooms of lab-manager/src and what each may import; whatever is not listed is refused. */
const mayImport = {
  core: [],
  contract: ['core'],
  jobs: ['core'],
  engine: ['core', 'jobs'],
  adapters: ['core'],
  api: ['contract', 'core', 'engine', 'jobs'],
  cli: ['contract'],
};
const rooms = Object.keys(mayImport);

/** The features of front/src: each may import components and lib, never another feature. */
const frontZones = [
  { target: './front/src/lib', from: ['./front/src/components', './front/src/features', './front/src/app'] },
  { target: './front/src/components', from: ['./front/src/features', './front/src/app'] },
  { target: './front/src/features', from: './front/src/app' },
  ...readdirSync(new URL('../front/src/features', import.meta.url)).map((feature) => ({
    target: `./front/src/features/${feature}`,
    from: './front/src/features',
    except: [`./${feature}`],
  })),
].map((zone) => ({
  ...zone,
  message: 'front: lib, components, then features, then app; features do not know each other.',
}));

/** Libraries with one owner each: nobody else may know them. */
const owners = {
  dockerode: 'adapters',
  'better-sqlite3': 'adapters',
  '@peculiar/x509': 'adapters',
  'simple-git': 'adapters',
  tar: 'adapters',
  express: 'api',
  'socket.io': 'api',
  commander: 'cli',
  'tus-js-client': 'cli',
};

const room = (name) => ({
  files: [`lab-manager/src/${name}/**/*.ts`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          ...rooms
            .filter((other) => other !== name && !mayImport[name].includes(other))
            .map((other) => ({ regex: `/${other}/`, message: `${name} must not import ${other}.` })),
          { regex: '/main\\.ts$', message: 'nothing imports main.ts.' },
          ...(name === 'core'
            ? [{ regex: '^node:(?!path$|crypto$)', message: 'core is pure: pass the data in.' }]
            : []),
          ...(['core', 'contract', 'jobs', 'engine'].includes(name)
            ? [
                {
                  regex: '^(node:)?(fs|net|http|https|child_process)(/|$)',
                  message: `${name} has no hands: go through a port.`,
                },
              ]
            : []),
        ],
        paths: Object.entries(owners)
          .filter(([, owner]) => owner !== name)
          .map(([library, owner]) => ({ name: library, message: `${library} belongs to ${owner}.` })),
      },
    ],
    ...(name === 'core'
      ? {
          'no-restricted-properties': [
            'error',
            { object: 'Date', property: 'now', message: 'core has no clock: pass the time in.' },
            { object: 'process', property: 'env', message: 'core has no environment.' },
            { object: 'Math', property: 'random', message: 'core is deterministic.' },
          ],
          'no-restricted-globals': [
            'error',
            ...['setTimeout', 'setInterval', 'setImmediate', 'performance'].map((name) => ({
              name,
              message: 'core waits for nothing.',
            })),
          ],
          'no-console': 'error',
        }
      : {}),
  },
});

export default tseslint.config(
  {
    ignores: [
      '**/node_modules/',
      '**/dist/',
      '**/dist-*/',
      '**/reports/',
      '**/artifacts/',
      'bricks/',
      '**/.cache/',
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    files: ['**/*.ts', '**/*.tsx'],
    plugins: { 'import-x': importX },
    languageOptions: { parserOptions: { projectService: true } },
    settings: {
      // Without these two no-cycle reads no TypeScript but the file it is at, and finds nothing.
      'import-x/extensions': ['.ts', '.tsx', '.js'],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts', '.tsx'] },
      'import-x/resolver': { typescript: { project: ['lab-manager/tsconfig.json', 'front/tsconfig.json'] } },
    },
    rules: {
      'import-x/no-cycle': 'error',
      'import-x/no-default-export': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Depth and cognitive load are what makes a function hard to read; length is not.
      'max-depth': ['error', 3],
      complexity: ['error', 15],
      'no-restricted-syntax': [
        'error',
        {
          selector: 'CallExpression[callee.name=/^(exec|execSync)$/]',
          message: 'No string reaches a shell: spawn with an argument array.',
        },
        { selector: "Property[key.name='shell']", message: 'No string reaches a shell.' },
      ],
    },
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly' } },
  },
  {
    // Tool configuration files are read through their default export.
    files: ['**/*.config.ts', '**/*.config.js'],
    rules: { 'import-x/no-default-export': 'off' },
  },
  {
    // chai's assertions are expressions; a test may use non-null assertions on what it has just checked.
    files: ['**/test/**/*.ts', '**/test/**/*.tsx'],
    rules: {
      '@typescript-eslint/no-unused-expressions': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  ...rooms.map(room),
  {
    files: ['lab-manager/src/contract/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '/core/(?!(duration|utf8-text)\\.ts$)',
              allowTypeImports: true,
              message: 'contract takes only types of core (docs/decisions/0013).',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['lab-manager/src/core/**/*.ts'],
    rules: {
      'import-x/no-restricted-paths': [
        'error',
        {
          basePath: import.meta.dirname,
          zones: [
            {
              target: ['./src/core/model', './src/core/ondemand', './src/core/desired'],
              from: './src/core/health',
              message: 'health judges what the rest of core says, and nothing of that knows it.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['front/src/**/*.ts', 'front/src/**/*.tsx'],
    rules: {
      'import-x/no-restricted-paths': [
        'error',
        { zones: frontZones, basePath: dirname(import.meta.dirname) },
      ],
    },
  },
);
