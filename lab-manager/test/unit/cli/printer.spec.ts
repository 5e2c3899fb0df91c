import { expect } from 'chai';
import { CliError } from '../../../src/cli/cli-error.ts';
import { printer } from '../../../src/cli/output/printer.ts';
import { quietTerminal } from '../../support/quiet-terminal.ts';

describe('cli/printer', () => {
  const details = [
    { path: 'name', line: 1, message: 'is missing', suggestion: 'Write for example My lab.' },
    { path: '', line: 2, message: 'Tabs can’t indent', suggestion: 'Use spaces.' },
    { path: '', message: 'The lab file is missing.' },
    { path: 'domain', message: 'is empty' },
  ];
  const failure = new CliError('labfile.invalid', 'The lab file has errors.', {
    details,
    hint: 'Mend them.',
  });

  it('tells every detail in sentences, with its place where it has one', () => {
    const terminal = quietTerminal();
    expect(printer(terminal, false).failure(failure)).to.equal(9);
    expect(terminal.said.join('\n').split('\n')).to.deep.equal([
      'error: The lab file has errors. [labfile.invalid]',
      '  line 1, name: is missing. Write for example My lab.',
      '  line 2: Tabs can’t indent. Use spaces.',
      '  The lab file is missing.',
      '  domain: is empty.',
      '  Mend them.',
    ]);
  });

  it('as JSON tells them as they came', () => {
    const terminal = quietTerminal();
    printer(terminal, true).failure(failure);
    expect(JSON.parse(terminal.out.join('\n'))).to.deep.equal({
      error: {
        code: 'labfile.invalid',
        message: 'The lab file has errors.',
        hint: 'Mend them.',
        errors: details,
        exitStatus: 9,
      },
    });
  });
});
