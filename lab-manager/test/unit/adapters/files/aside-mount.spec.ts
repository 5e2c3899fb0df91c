import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { childProgram, type ChildProgram } from '../../../support/child-program.ts';
import { privateMounts } from '../../../support/private-mounts.ts';

interface Told {
  inIt: string[];
  beside: string[];
}

describe('adapters/files/aside of a folder that is a mount of its own', function () {
  this.timeout(30_000);
  let program: ChildProgram;
  let home = '';
  const told: Record<string, unknown> = {};
  const of = (what: string) => told[what] as Told;
  const whole = ['.vscode', 'bricks', 'lost+found'];

  before(async () => {
    program = childProgram(join(import.meta.dirname, 'aside-mount.child.ts'));
    home = mkdtempSync(join(tmpdir(), 'labstead-aside-'));
    const workspace = join(home, 'environments/dev/workspace');
    mkdirSync(workspace, { recursive: true });
    const child = program.start([home], {}, privateMounts(['-t', 'tmpfs', 'labstead-test', workspace]));
    const { errors } = await child.ended;
    for (const line of child.lines) {
      const space = line.indexOf(' ');
      told[line.slice(0, space)] = JSON.parse(line.slice(space + 1));
    }
    expect(told['removed'], errors).not.to.equal(undefined);
  });
  after(() => {
    program.remove();
    rmSync(home, { recursive: true, force: true });
  });

  it('moves what is in it within it, and leaves the file system’s own folder', () => {
    expect(of('aside').inIt).to.deep.equal(['.reset-1', 'lost+found']);
  });

  it('moves nothing that came afterwards', () => {
    expect(of('aside-again').inIt).to.deep.equal(['.reset-1', 'bricks', 'lost+found', 'new']);
  });

  it('puts all of it back in the place of what came afterwards, twice as well as once, and leaves nothing aside', () => {
    for (const what of ['back', 'back-again'])
      expect(of(what)).to.deep.equal({ inIt: whole, beside: ['workspace'] });
  });

  it('goes on where a crash ended it: while it was emptied, and while it was put back', () => {
    expect(of('aside-after-crash').inIt).to.deep.equal(['.reset-2', 'lost+found']);
    expect(of('back-after-crash').inIt).to.deep.equal([...whole, 'half'].sort());
  });

  it('follows no link that lies where it would look', () => {
    const { said, state } = told['link'] as { said: string; state: string[] };
    expect(said).to.match(/^Could not move aside .*workspace: EEXIST: .*\.reset-4\.moving/);
    expect(state).to.deep.equal(['secret']);
    const links = ['.reset-4', '.reset-4.moving'];
    expect(of('link-left').inIt).to.deep.equal([...links, ...whole, 'half'].sort());
  });

  it('moves what has a name that is no text as well, either way', () => {
    expect(told['bytes']).to.deep.equal({ emptied: [], back: ['caf\xe9'] });
  });

  it('removes what was moved, nothing that came afterwards and nothing of another reset', () => {
    expect(of('removed')).to.deep.equal({
      inIt: ['.reset-4.moving', '.reset-5', 'lost+found', 'new'],
      beside: ['workspace'],
    });
  });
});
