import { expect } from 'chai';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseLabFile } from '../../../../src/core/labfile/parse-lab-file.ts';
import type { ErrorDetail } from '../../../../src/core/model/lab-error.ts';
import type { LabFile } from '../../../../src/core/model/lab-file.ts';
import { oddNames } from '../../../support/odd-names.ts';

function accepted(text: string): LabFile {
  const parsed = parseLabFile(text);
  if ('ok' in parsed) return parsed.ok;
  throw new Error(`refused: ${JSON.stringify(parsed.problems)}`);
}

function refused(text: string): readonly ErrorDetail[] {
  const parsed = parseLabFile(text);
  if ('problems' in parsed) return parsed.problems;
  throw new Error('accepted');
}

/** The one problem of a file with this line in it. */
function problemWith(line: string): ErrorDetail {
  const problems = refused(line.startsWith('name:') ? line : `name: Lab\n${line}`);
  expect(problems).to.have.length(1);
  return problems[0]!;
}

const prod = (...lines: string[]): string =>
  ['name: Lab', 'environments:', '  prod:', ...lines.map((line) => `    ${line}`)].join('\n');

describe('core/labfile/parse-lab-file', () => {
  describe('what it accepts', () => {
    it('a name is enough; the rest has defaults', () => {
      expect(accepted('name: Our lab')).to.deep.equal({
        name: 'Our lab',
        domain: 'lab.localhost',
        timeZone: 'UTC',
        tls: { mode: 'internal' },
        environments: {
          prod: {
            enabled: true,
            internet: false,
            resources: {
              glab: { memory: 2 * 1024 ** 3, cpus: undefined, pids: 512 },
              database: { memory: 1024 ** 3, cpus: undefined, pids: 256 },
            },
            gpu: undefined,
            variables: {},
            brickServices: { count: 10, memory: 2 * 1024 ** 3, cpus: 2, pids: 512 },
            schedule: { start: undefined, stop: undefined },
            idle: { stopAfter: undefined },
          },
          dev: {
            enabled: false,
            internet: false,
            resources: {
              glab: { memory: 2 * 1024 ** 3, cpus: undefined, pids: 512 },
              database: { memory: 1024 ** 3, cpus: undefined, pids: 256 },
            },
            gpu: undefined,
            variables: {},
            brickServices: { count: 10, memory: 2 * 1024 ** 3, cpus: 2, pids: 512 },
            schedule: { start: undefined, stop: undefined },
            idle: { stopAfter: undefined },
          },
        },
        codelab: {
          enabled: true,
          internet: false,
          resources: { memory: 3 * 1024 ** 3, cpus: undefined, pids: 1024 },
        },
        biota: { mode: 'auto', memory: 512 * 1024 ** 2, set: undefined },
        images: { registry: undefined, override: {} },
        backup: {
          schedule: '0 3 * * *',
          retention: { last: 3, hourly: 0, daily: 7, weekly: 4, monthly: 12, yearly: 0 },
          repositories: [
            { name: 'local', location: { kind: 'folder', path: 'backups/repository' }, copyOf: undefined },
          ],
          leaveOut: [],
          waitForWork: 3_600_000,
        },
      });
    });

    it('the template that is shipped: production and, for new labs, development with its editor', () => {
      const template = join(import.meta.dirname, '../../../../../templates/lab.yaml');
      const { domain, environments, codelab } = accepted(readFileSync(template, 'utf8'));
      expect(domain).to.equal('lab.localhost');
      expect([environments.prod.enabled, environments.dev.enabled, codelab.enabled]).to.deep.equal([
        true,
        true,
        true,
      ]);
    });

    it('a file of an older lab that says nothing of development: it stays without', () => {
      expect(accepted('name: Lab\n').environments.dev.enabled).to.equal(false);
    });

    it('every comment of the template, once it is taken off', () => {
      const template = join(import.meta.dirname, '../../../../../templates/lab.yaml');
      // `internal` is a value that a sentence explains, not a key.
      const key = /^( *)# (?!internal)( *[A-Za-z]+:(?: .*)?)$/gm;
      const opened = accepted(readFileSync(template, 'utf8').replace(key, '$1$2'));
      expect(opened.timeZone).to.equal('Europe/Paris');
      expect(opened.environments.prod).to.deep.include({ idle: { stopAfter: 7_200_000 } });
      expect(opened.codelab.internet).to.equal(true);
    });

    it('keys without a value, as when every line below was commented out', () => {
      expect(
        accepted('name: Lab\nenvironments:\n  prod:\n    variables:\nimages:').environments.prod.enabled,
      ).to.equal(true);
    });

    it('every field', () => {
      const lab = accepted(`
name: "Labor für Ökologie 🌱"
domain: lab.example.org
tls: { mode: internal }
environments:
  prod:
    enabled: false
    resources:
      glab: { memory: 1.5 GiB, cpus: 1.5, pids: 1000 }
      database: { memory: 536870912, cpus: 2 }
    variables:
      MODEL: "large"
      VERSION: 1.0
      FAST: true
images:
  registry: mirror.example.org:5000/lab
  override:
    glab: ghcr.io/some/glab:1.2@sha256:${'a'.repeat(64)}
`);
      expect(lab.environments.prod.resources.glab).to.deep.equal({
        memory: 1.5 * 1024 ** 3,
        cpus: 1.5,
        pids: 1000,
      });
      expect(lab.environments.prod.resources.database).to.deep.equal({
        memory: 512 * 1024 ** 2,
        cpus: 2,
        pids: 256,
      });
      expect(lab.environments.prod.variables).to.deep.equal({ MODEL: 'large', VERSION: '1.0', FAST: 'true' });
      expect(lab.images.registry).to.equal('mirror.example.org:5000/lab');
      expect(Object.keys(lab.images.override)).to.deep.equal(['glab']);
    });

    it('text with Windows line ends or a byte order mark', () => {
      expect(accepted('\ufeffname: Lab\r\ndomain: lab.example.org\r\n').domain).to.equal('lab.example.org');
    });
  });

  describe('what it tells', () => {
    it('all that is wrong at once, in the order of the lines, each with path, line and a suggestion', () => {
      const problems = refused(`domian: lab.example.org
domain: Lab.Example.org
environments:
  prod:
    resources:
      glab:
        memory: 2g
        cpu: 2
    variables:
      model: large
`);
      expect(problems.map(({ path, line, suggestion }) => [path, line, suggestion])).to.deep.equal([
        ['domian', 1, 'Did you mean domain?'],
        ['name', 1, 'Write for example "Our lab".'],
        ['domain', 2, 'Did you mean lab.example.org?'],
        ['environments.prod.resources.glab.memory', 7, 'Did you mean 2 GiB?'],
        ['environments.prod.resources.glab.cpu', 8, 'Did you mean cpus?'],
        ['environments.prod.variables.model', 10, 'Did you mean MODEL?'],
      ]);
    });

    it('an empty file is refused, so that a file lost in a crash is not taken for a wish', () => {
      for (const text of ['', '\n\n', '# nothing', '~'])
        expect(refused(text).map((it) => it.path)).to.deep.equal(['name']);
    });

    it('a path shows what somebody wrote on one line, and no longer than a name is', () => {
      for (const [what, name] of Object.entries(oddNames)) {
        const [problem, ...others] = refused(
          JSON.stringify({ name: 'Lab', environments: { prod: { variables: { [name]: 'value' } } } }),
        );
        expect(others, what).to.deep.equal([]);
        expect(problem?.path, what).to.match(/^environments\.prod\.variables\.[^\p{C}\u2028]{1,60}$/u);
      }
    });

    it('a key that is far from any known one gets the list of known ones', () => {
      expect(problemWith('colour: red').suggestion).to.equal(
        'Possible here: name, domain, timeZone, tls, environments, codelab, biota, images, backup.',
      );
    });

    it('what is planned is said to be planned, not mistyped', () => {
      expect(problemWith('space: {}').message).to.equal('is not supported yet');
      expect(refused('name: Lab\nenvironments: {dev: {bricks: {}}}')[0]).to.include({
        path: 'environments.dev.bricks',
        line: 2,
      });
      for (const mode of ['acme-http', 'acme-dns', 'files', 'off'])
        expect(problemWith(`tls: { mode: ${mode} }`)).to.include({
          path: 'tls.mode',
          message: `${mode} is not supported yet`,
          suggestion: 'Write internal.',
        });
    });

    it('a mistyped choice gets the nearest one', () => {
      expect(problemWith('tls: { mode: intern }').suggestion).to.equal('Did you mean internal?');
    });

    it('a key that is there twice is refused at the second', () => {
      expect(refused('name: One\nname: Two')[0]).to.include({
        path: 'name',
        line: 2,
        message: 'is there twice',
      });
    });

    it('a list or text where keys belong is refused', () => {
      for (const text of ['- name: Lab', 'just words'])
        expect(refused(text)[0]!.message).to.equal('has to hold keys and values');
    });
  });

  describe('the name of the lab', () => {
    it('is taken as it is shown and typed: without spaces around it, and with one between words', () => {
      expect(accepted('name: "  My \\u00a0 lab "').name).to.equal('My lab');
    });

    it('keeps what joins characters that are seen', () => {
      for (const name of ['👩‍🔬 lab', 'آزمایشگاه‌ها', 'Größe'])
        expect(accepted(`name: ${name}`).name).to.equal(name);
    });

    it('is refused in a sentence where nothing of it can be seen', () => {
      expect(problemWith('name: "\\u200b"')).to.include({
        path: 'name',
        line: 1,
        message: 'has no character that can be seen',
        suggestion: 'Write what people call this lab.',
      });
    });

    it('is let be where the lab bears it already', () => {
      const text = 'name: " \\u200b"';
      expect(parseLabFile(text, (name) => name === '\u200b')).to.have.property('ok');
      expect(parseLabFile(text, (name) => name === 'Lab')).to.have.property('problems');
    });
  });

  describe('rules of the values', () => {
    for (const [line, path] of [
      ['name: ""', 'name'],
      ['name: 5', 'name'],
      [`name: ${'x'.repeat(101)}`, 'name'],
      ['name: "a\\nb"', 'name'],
      ['name: "a\\u202eb"', 'name'],
      ['name: "\\u200b\\u200d"', 'name'],
      ['name: " \\u2060\\u3164\\u2800 "', 'name'],
      ['domain: localhost', 'domain'],
      ['domain: 192.168.1.5', 'domain'],
      ['domain: "::1"', 'domain'],
      ['domain: "{{ env `HOME` }}.example.org"', 'domain'],
      ['domain: "lab.`) || Host(`x.example.org"', 'domain'],
      ['domain: "lab.example.org\'"', 'domain'],
      ['domain: -lab.example.org', 'domain'],
      [`domain: ${'a.'.repeat(100)}org`, 'domain'],
      [`domain: ${'a'.repeat(64)}.org`, 'domain'],
      ['images: { registry: https://mirror.example.org }', 'images.registry'],
      ['images: { override: { glab: "Glab:1" } }', 'images.override.glab'],
      ['images: { override: { glab: "--privileged" } }', 'images.override.glab'],
    ] as const)
      it(`${JSON.stringify(line.slice(0, 50))} is refused`, () => {
        expect(problemWith(line).path).to.equal(path);
      });

    for (const [line, path, suggestion] of [
      ['enabled: "yes"', 'enabled', 'Write true or false.'],
      [
        'resources: { glab: { memory: lots } }',
        'resources.glab.memory',
        'Write a number and a unit, for example 2 GiB or 512 MB.',
      ],
      ['resources: { glab: { memory: 512Mi } }', 'resources.glab.memory', 'Did you mean 512 MiB?'],
      ['resources: { glab: { memory: 1 MiB } }', 'resources.glab.memory', '256 MiB to 64 TiB are possible.'],
      ['resources: { glab: { memory: -1 } }', 'resources.glab.memory', '256 MiB to 64 TiB are possible.'],
      [
        'resources: { glab: { cpus: "2" } }',
        'resources.glab.cpus',
        'Write 0.1 to 1024 cores, without quotes.',
      ],
      [
        'resources: { glab: { cpus: .inf } }',
        'resources.glab.cpus',
        'Write 0.1 to 1024 cores, without quotes.',
      ],
      [
        'resources: { glab: { pids: 100.5 } }',
        'resources.glab.pids',
        'Write 64 to 65536 processes, without quotes.',
      ],
      ['variables: { LABSTEAD_HOME: x }', 'variables.LABSTEAD_HOME', 'Use another name.'],
      ['variables: { 1ST: x }', 'variables.1ST', 'Write for example MODEL_NAME.'],
      ['variables: { MODEL: [a] }', 'variables.MODEL', 'Write text in quotes; "" is empty text.'],
      ['variables: { MODEL: "a\\0b" }', 'variables.MODEL', 'Take it out.'],
      [
        `variables: { MODEL: ${'x'.repeat(10_001)} }`,
        'variables.MODEL',
        'Put it into a file that the tasks read.',
      ],
    ] as const)
      it(`${JSON.stringify(line.slice(0, 50))} is refused with what to write instead`, () => {
        const problems = refused(prod(line));
        expect(problems).to.have.length(1);
        expect(problems[0]).to.include({ path: `environments.prod.${path}`, line: 4, suggestion });
      });

    it('more variables than a process should be given are refused', () => {
      const lines = Array.from({ length: 201 }, (_, index) => `  V${index}: x`);
      expect(refused(prod('variables:', ...lines))[0]!.message).to.include('more than 200');
    });

    it('a name that is a property of every object is an unknown key like any other', () => {
      expect(refused('name: Lab\n__proto__: { a: 1 }\nconstructor: 1').map((it) => it.path)).to.deep.equal([
        '__proto__',
        'constructor',
      ]);
    });
  });

  describe('text that is not a lab file at all', () => {
    for (const [what, text, line] of [
      ['a quote that is not closed', 'name: Lab\ndomain: "lab', 2],
      ['a tab as indentation', 'name: Lab\ntls:\n\tmode: internal', 3],
      ['two documents', 'name: Lab\n---\nname: Lab', 2],
      ['an alias', 'name: &a Lab\ndomain: *a', 2],
      ['a tag of JavaScript', 'name: !!js/function "x"', 1],
      ['a tag of YAML', 'name: !!binary aGk=', 1],
    ] as const)
      it(`${what} is refused with its line`, () => {
        const problem = refused(text)[0]!;
        expect(problem.line).to.equal(line);
        expect(problem.suggestion).to.be.a('string');
      });

    it('too much text, and text that would keep the parser busy, are refused', () => {
      expect(refused(`name: Lab # ${'x'.repeat(256 * 1024)}`)[0]!.message).to.include('262144 are allowed');
      for (const text of [
        '"'.repeat(200_000),
        '[ '.repeat(100_000),
        'a: '.repeat(50_000),
        '- *a\n'.repeat(40_000),
      ])
        expect(refused(text)[0]!.suggestion).to.equal('Is this the right file?');
    });

    it('text that is nested too deeply is refused in those words', () => {
      expect(refused(`a: ${'['.repeat(9000)}${']'.repeat(9000)}`)[0]!.message).to.equal(
        'it is nested too deeply',
      );
    });

    it('any text gets an answer', () => {
      const words = fc.constantFrom(
        'name',
        'domain',
        ':',
        ' ',
        '\n',
        '  ',
        '-',
        '{',
        '}',
        '[',
        '"',
        '&a',
        '*a',
        '!',
        '|',
        '?',
        '~',
        '\t',
        '%',
      );
      fc.assert(
        fc.property(
          fc.oneof(
            fc.string({ unit: 'binary' }),
            fc.array(words).map((it) => it.join('')),
          ),
          (text) => {
            const parsed = parseLabFile(text);
            if ('problems' in parsed) expect(parsed.problems).not.to.have.length(0);
          },
        ),
        { numRuns: 150 },
      );
    });
  });
});
