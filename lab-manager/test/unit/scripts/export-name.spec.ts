import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { exportPath } from '../../../src/engine/backup/export-path.ts';

const installer = fileURLToPath(new URL('../../../../install.sh', import.meta.url));

/** As install.sh calls it. */
async function exportName(file: string): Promise<string> {
  const script = `eval "$(sed -n '/^export_name()/,/^}/p' "$1")"; export_name "$2"`;
  return (await promisify(execFile)('sh', ['-euc', script, 'sh', installer, file])).stdout;
}

describe('install.sh: export_name', () => {
  const names = {
    'lab-2026.labx.tar': 'lab-2026.labx.tar',
    'lab (1).labx.tar': 'lab--1-.labx.tar',
    '.hidden.tar': 'hidden.tar',
    Übung: 'bung.tar',
    '-.tar': 'export.tar',
    'a\nb.tar': 'a-b.tar',
    [`${'x'.repeat(250)}.tar`]: `${'x'.repeat(180)}.tar`,
  };
  for (const [given, name] of Object.entries(names))
    it(`${JSON.stringify(given.slice(0, 20))} gets a name that the lab takes`, async () => {
      expect(await exportName(`/mnt/usb disk/${given}`)).to.equal(name);
      expect(exportPath('/lab', { file: name })).to.equal(`/lab/backups/exports/${name}`);
    });
});
