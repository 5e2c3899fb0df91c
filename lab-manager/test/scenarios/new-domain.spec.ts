import { expect } from 'chai';
import type { LabReply } from '../../src/contract/lab.ts';
import { browse, type Answer } from '../support/browse.ts';
import { InstalledLab } from '../support/installed-lab.ts';

/** A lab moves to another domain, from the command line of its own machine. */
describe('scenario: another domain', () => {
  const owner = { email: 'ada@lab.example', name: 'Ada', password: 'a long enough password' };
  let lab: InstalledLab;

  before(async () => {
    lab = await InstalledLab.install({ dev: false });
    const { status, text } = await browse(lab, 'POST', '/api/v1/claim', {
      body: { ...owner, token: lab.setupToken },
    });
    expect(status, text).to.equal(201);
    const password = await lab.write('password', owner.password);
    await succeeds('login', '--email', owner.email, '--password-file', password);
  });
  after(() => (lab as InstalledLab | undefined)?.remove());

  it('must be told in the plan, before anything happens', async () => {
    const labFile = (await succeeds('config', 'show')).replace(/^domain: .*$/m, 'domain: moved.localhost');
    await succeeds('config', 'set', await lab.write('moved.yaml', labFile));
    const plan = await succeeds('plan');
    expect(plan).to.contain('issue the certificate for moved.localhost, *.moved.localhost');
    expect(plan).to.contain(`the console is at ${lab.urlOf('moved.localhost')}`);
  });

  it('must leave the lab where it is until it is applied, for browsers and for labctl', async () => {
    expect(await known('lab.localhost')).to.deep.include({
      domain: 'lab.localhost',
      hosts: { console: lab.url, prod: lab.urlOf('prod.lab.localhost') },
    });
    expect((await prod('prod.lab.localhost')).headers['location']).to.contain(`${lab.url}/sso?`);
    expect(await succeeds('--json', 'status')).to.contain('lab-file-not-applied');
    expect(await refusal('moved.localhost')).to.match(/altname|404/);
  });

  it('must move with the apply, which is told to its end at the new address', async () => {
    await succeeds('apply');
    const moved = lab.urlOf('moved.localhost');
    expect(await known('moved.localhost')).to.deep.include({
      domain: 'moved.localhost',
      hosts: { console: moved, prod: lab.urlOf('prod.moved.localhost') },
    });
    expect((await prod('prod.moved.localhost')).headers['location']).to.contain(`${moved}/sso?`);
    expect(await succeeds('plan')).to.contain('Nothing to do');
  });

  it('must no longer answer under the old name', async () => {
    expect(await refusal('lab.localhost')).to.match(/altname|404/);
  });

  async function succeeds(...argv: string[]): Promise<string> {
    const { status, stdout, stderr } = await lab.labctl(...argv);
    expect(status, `labctl ${argv.join(' ')}\n${stdout}${stderr}`).to.equal(0);
    return stdout;
  }

  async function known(host: string): Promise<LabReply> {
    const { status, text } = await browse(at(host), 'GET', '/api/v1/lab');
    expect(status, text).to.equal(200);
    return JSON.parse(text) as LabReply;
  }

  /** As a person opens it who is not signed in there. */
  function prod(host: string): Promise<Answer> {
    return browse(at(host), 'GET', '/', { headers: { accept: 'text/html' } });
  }

  async function refusal(host: string): Promise<string> {
    return browse(at(host), 'GET', '/api/v1/lab').then(({ status }) => String(status), String);
  }

  function at(host: string): { url: string; caFile: string } {
    return { url: lab.urlOf(host), caFile: lab.caFile };
  }
});
