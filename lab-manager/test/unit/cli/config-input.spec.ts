import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import type { CliError } from '../../../src/cli/cli-error.ts';
import { readInput } from '../../../src/cli/commands/config-input.ts';

describe('cli/commands/config-input', () => {
  it('a file that can’t be read is named, with what may be given instead', async () => {
    const error = await readInput('/nowhere/lab.yaml').catch((thrown: unknown) => thrown);
    expect(error).to.include({ code: 'client.usage' });
    expect(error).to.have.property('message').that.contains('/nowhere/lab.yaml');
    expect(error).to.have.property('hint').that.contains('piped in');
  });

  it('a file in another writing than UTF-8 is refused with the line, and never sent with its letters replaced', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'labstead-input-')), 'lab.yaml');
    try {
      writeFileSync(path, Buffer.from('# Größe\nname: Lab\n'));
      expect(await readInput(path)).to.equal('# Größe\nname: Lab\n');
      writeFileSync(path, Buffer.from('name: Lab\n# Größe\n', 'latin1'));
      const error = await readInput(path).catch((thrown: unknown) => thrown);
      expect(error).to.include({ code: 'labfile.invalid' });
      expect((error as CliError).details).to.have.nested.property('[0].line', 2);
    } finally {
      rmSync(dirname(path), { recursive: true });
    }
  });
});
