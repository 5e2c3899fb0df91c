import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { CliError } from '../../../src/cli/cli-error.ts';
import { credentialsPath, writeCredentials, type Credentials } from '../../../src/cli/client/credentials.ts';
import { localCaFile } from '../../../src/cli/client/local-lab.ts';
import { connect, newContext, type Context } from '../../../src/cli/context.ts';
import { edgeFileText } from '../../../src/core/desired/edge-files.ts';
import { labPaths } from '../../../src/core/desired/paths.ts';
import { aLab } from '../../support/builders/a-lab.ts';
import { quietTerminal } from '../../support/quiet-terminal.ts';

/** Two labs on one machine, of which the installed command asks the first. */
describe('cli/context', () => {
  const [first, second] = ['https://lab.localhost:8443', 'https://lab.localhost:9443'];
  let folder: string;
  let one: string;
  let two: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'labstead-cli-'));
    [one, two] = [join(folder, 'one'), join(folder, 'two')];
    await serve(one, 8443);
    await serve(two, 9443);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('looks for the CA of a lab on this machine where the lab puts it', () => {
    expect(localCaFile('/srv/lab')).to.equal(labPaths('/srv/lab').caCertificate);
  });

  it('without a word from anybody the lab of this machine is meant, at the address it is served under', async () => {
    expect(await asked()).to.deep.equal({ url: first, token: undefined, ca: `CA of ${one}` });
  });

  it('the lab that was signed in to is meant before it', async () => {
    await keep({ current: second, labs: { [second]: { token: 'of two', home: two } } });
    expect(await asked()).to.deep.equal({ url: second, token: 'of two', ca: `CA of ${two}` });
  });

  it('the lab that the caller names is meant before that, each with its own token and authority', async () => {
    const labs = { [first]: { token: 'of one', home: one }, [second]: { token: 'of two', home: two } };
    await keep({ current: first, labs });
    expect(await asked({ LABSTEAD_HOME: two })).to.deep.equal({
      url: second,
      token: 'of two',
      ca: `CA of ${two}`,
    });
    await keep({ current: first, labs: { [first]: labs[first]! } });
    expect(await asked({ LABSTEAD_HOME: two })).to.include({ url: second, token: undefined });
    expect(await asked({ LABSTEAD_HOME: two, LAB_URL: first })).to.include({ url: first, token: 'of one' });
    expect(await asked({ LAB_URL: first }, { url: second })).to.include({ url: second });
  });

  it('a data root from which nothing is served is no lab, whatever was signed in to', async () => {
    await keep({ current: first, labs: { [first]: { token: 'of one', home: one } } });
    const refusal: unknown = await asked({ LABSTEAD_HOME: folder }).catch((error: unknown) => error);
    expect(refusal).to.be.instanceOf(CliError).and.have.property('code', 'client.usage');
  });

  it('a lab of this machine that moved is found at its new address, still signed in', async () => {
    await keep({ current: first, labs: { [first]: { token: 'of one', home: one } } });
    await writeFile(join(one, 'lab.yaml'), 'domain: asked.example.org\n');
    expect(await asked()).to.include({ url: first });
    await serve(one, 8443, 'domain: moved.example.org');
    expect(await asked()).to.include({ url: 'https://moved.example.org:8443', token: 'of one' });
  });

  /** As the manager publishes it. */
  async function serve(home: string, httpsPort: number, labFile = ''): Promise<void> {
    await mkdir(join(home, 'edge/dynamic'), { recursive: true });
    await mkdir(join(home, 'edge/certs'), { recursive: true });
    const { routes } = aLab({ text: labFile });
    await writeFile(join(home, 'edge/dynamic/lab.yaml'), edgeFileText({ ...routes, httpsPort }));
    await writeFile(join(home, 'edge/certs/ca.crt'), `CA of ${home}`);
  }

  function context(env: NodeJS.ProcessEnv, options: { url?: string } = {}): Context {
    const surroundings = { XDG_CONFIG_HOME: join(folder, 'config'), LABSTEAD_DEFAULT_HOME: one, ...env };
    return newContext(options, surroundings, quietTerminal(), new AbortController().signal);
  }

  function keep(credentials: Credentials): Promise<void> {
    return writeCredentials(credentialsPath(context({}).env), credentials);
  }

  async function asked(env: NodeJS.ProcessEnv = {}, options: { url?: string } = {}) {
    const client = await connect(context(env, options));
    const token = client.authorization()['authorization']?.replace('Bearer ', '');
    return { url: client.url.origin, token, ca: client.agent.options.ca };
  }
});
