import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { makeRecoveryCode, recoveryCodeBytes } from '../../src/core/backup/recovery-code.ts';
import { LabError } from '../../src/core/model/lab-error.ts';
import { accessGiven, withTypedCode } from '../../src/restore-given.ts';
import { refused } from '../support/refused.ts';

describe('restore-given', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'labstead-given-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const give = (name: string, text: string) => writeFile(join(folder, name), text);
  const access = () => accessGiven({ kind: 'rest', url: 'https://host:8000/lab/' }, folder, folder);

  it('the file of credentials that made a repository opens it, too', async () => {
    await give(
      'credentials',
      '# of the bucket\nexport AWS_ACCESS_KEY_ID=known\nAWS_SECRET_ACCESS_KEY = "a b"\n',
    );
    expect((await access()).credentials).to.deep.equal({
      AWS_ACCESS_KEY_ID: 'known',
      AWS_SECRET_ACCESS_KEY: 'a b',
    });
    await give('credentials', 'AWS_SECRET_ACCESS_KEI=hush\n');
    const error = await refused('request.invalid', access);
    expect(error.message).to.include('AWS_SECRET_ACCESS_KEI').and.not.to.include('hush');
  });

  it('what is no recovery code is the repository’s own password, to the letter', async () => {
    await give('code', ' its own word\n');
    expect(await readFile((await access()).passwordFile, 'utf8')).to.equal(' its own word');
  });

  it('of a code that doesn’t open it is told which group is mistyped, and nothing of the code', async () => {
    const code = makeRecoveryCode(new Uint8Array(recoveryCodeBytes).map((_, index) => index * 7));
    const groups = code.split('-');
    groups[2] = `${groups[2]?.startsWith('0') === true ? '1' : '0'}${groups[2]?.slice(1)}`;
    const refusal = new LabError('backup.wrong_key', 'It doesn’t open.', { hint: 'Give the right one.' });
    await give('code', `${groups.join('-')}\n`);
    expect(await withTypedCode(refusal, folder))
      .to.include({ code: 'backup.wrong_key', message: 'It doesn’t open.' })
      .and.to.have.property(
        'hint',
        'As a recovery code it isn’t right: Group 3 is mistyped. Give the right one.',
      );
    const away = new LabError('backup.unreachable', 'It doesn’t answer.');
    expect(await withTypedCode(away, folder)).to.equal(away);
    await give('code', `${code}\n`);
    expect(await withTypedCode(refusal, folder), 'right by itself, and another’s').to.equal(refusal);
  });
});
