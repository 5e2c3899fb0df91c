import { expect } from 'chai';
import { HostClient } from '../support/host-client.ts';
import { HostLab, until } from '../support/host-lab.ts';

/** Somebody edits lab.yaml on the server, and gets it wrong at first. */
describe('scenario: a lab file edited by hand', () => {
  const broken = 'name: Test lab\ndomian: lab.localhost\nenvironments:\n  prod:\n    enabled: perhaps\n';
  let lab: HostLab;
  let owner: HostClient;

  before(async () => {
    lab = await HostLab.create();
    lab.start();
    owner = await HostClient.claim(lab);
    await lab.up();
  });
  after(() => lab.remove());

  it('must have every error told by status and doctor, with its line, and nothing applied', async () => {
    const [version, before] = [(await owner.config()).version, await containerIds()];
    await lab.editLabFile(broken);
    await until('both are noticed', async () => (await complaints()).length === 2);
    const said = await complaints();
    expect(said[0]).to.match(/line 2.*domain/s);
    expect(said[1]).to.match(/line 5, environments\.prod\.enabled/);
    const { checks } = await owner.doctor();
    const findings = checks.filter(({ id }) => id === 'lab-file').map(({ message }) => message);
    expect(findings.join()).to.contain('line 2').and.to.contain('line 5');

    for (const refusal of [await owner.run('apply').catch(String), await owner.plan().catch(String)]) {
      expect(refusal).to.match(/422.*labfile\.invalid/s);
      expect(refusal).to.contain('"line":2').and.to.contain('"line":5');
    }
    expect((await owner.config()).version).to.equal(version);
    expect(await containerIds()).to.deep.equal(before);
  });

  it('must not be taken in another writing than UTF-8, with its letters replaced', async () => {
    const { version } = await owner.config();
    await lab.editLabFile(Buffer.from('name: Test lab\n# Größe\n', 'latin1'));
    await until('it is noticed', async () => /line 2.*UTF-8/s.test((await complaints()).join()));
    expect((await owner.config()).version).to.equal(version);
  });

  it('must be accepted once it is mended, without being applied', async () => {
    const { version } = await owner.config();
    await lab.editLabFile('name: Another name\ndomain: lab.localhost\n');
    await until('it is accepted', async () => (await owner.config()).version === version + 1);
    expect(await complaints()).to.deep.equal([]);
    expect(await owner.problem('lab-file-not-applied')).to.have.property('severity', 'info');
    expect((await owner.plan()).empty).to.equal(false);
  });

  const complaints = async (): Promise<string[]> =>
    (await owner.status()).problems
      .filter(({ id }) => id === 'lab-file-invalid')
      .map(({ message, hint }) => `${message} ${hint}`);

  async function containerIds(): Promise<string[]> {
    return (await lab.containers()).map(({ Id }) => Id).sort();
  }
});
