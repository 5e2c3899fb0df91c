import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { childProgram, type ChildProgram } from '../../../../support/child-program.ts';
import { privateMounts } from '../../../../support/private-mounts.ts';

interface Told {
  inIt: string[];
  beside: string[];
  both: string[];
  made: string[];
  before: string[];
  asides: string[];
  folder: string;
  said: string;
}

const whole = ['both', 'lost+found', 'old'];

/** Of a disk of its own, and of the very disk that is around it: a bind mount bears the same device number. */
for (const kind of ['tmpfs', 'bind'] as const)
  describe(`adapters/files/backup/generations of a folder that is a mount of its own (${kind})`, function () {
    this.timeout(30_000);
    let program: ChildProgram;
    let home = '';
    const told: Record<string, unknown> = {};
    const of = (what: string) => told[what] as Told;

    before(async () => {
      program = childProgram(join(import.meta.dirname, 'generations-mount.child.ts'));
      home = mkdtempSync(join(tmpdir(), 'labstead-generations-'));
      const data = join(home, 'environments/prod/data');
      mkdirSync(data, { recursive: true });
      mkdirSync(join(home, 'other'));
      const mount =
        kind === 'tmpfs' ? ['-t', 'tmpfs', 'labstead-test', data] : ['--bind', join(home, 'other'), data];
      const child = program.start([home], {}, privateMounts(mount));
      const { errors } = await child.ended;
      for (const line of child.lines) {
        const space = line.indexOf(' ');
        told[line.slice(0, space)] = JSON.parse(line.slice(space + 1));
      }
      expect(told['forgotten'], errors).not.to.equal(undefined);
    });
    after(() => {
      program.remove();
      rmSync(home, { recursive: true, force: true });
    });

    it('is known as a mount', () => {
      expect(told['mounts']).to.deep.equal([join(home, 'environments/prod/data')]);
    });

    it('what a restore makes lies within it, on its own disk', () => {
      expect(of('made').folder).to.equal(join(home, 'environments/prod/data/.restore-1'));
      expect(of('made').beside).to.deep.equal(['data']);
    });

    it('what is in it is swapped within it, and the file system’s own folder stays, twice as well as once', () => {
      for (const what of ['swapped', 'swapped-again'])
        expect(of(what).inIt, what).to.deep.equal(['.before-1', 'both', 'lost+found', 'new']);
      expect(of('swapped').both).to.deep.equal(['restored']);
      expect(of('swapped').asides).to.deep.equal(['1']);
    });

    it('what was before comes back, what was restored lies where it was made, and nothing goes', () => {
      for (const what of ['back', 'back-again'])
        expect(of(what).inIt, what).to.deep.equal(['.restore-1', ...whole]);
      expect(of('back').both).to.deep.equal(['file']);
      expect(of('back').asides).to.deep.equal([]);
    });

    it('goes on where a crash ended it, either way', () => {
      expect(of('after-crash').inIt).to.deep.equal(['.before-1', 'both', 'lost+found', 'new']);
      expect(of('after-crash').before).to.deep.equal(['both', 'old']);
      expect(of('after-late-crash').inIt).to.deep.equal(['.before-1', 'both', 'lost+found', 'new']);
      expect(of('after-late-crash').both).to.deep.equal(['restored']);
      expect(of('back-after-crash').inIt).to.deep.equal(['.restore-1', ...whole]);
      expect(of('back-after-crash').both).to.deep.equal(['file']);
    });

    it('overwrites nothing that came meanwhile: all is as before, and what came lies with what was restored', () => {
      expect(of('came-meanwhile').said).to.match(/new came there meanwhile\.$/);
      expect(of('came-meanwhile').inIt).to.deep.equal(['.restore-1', ...whole]);
      expect(of('came-meanwhile').made).to.deep.equal(['both', 'new', 'new~since']);
    });

    it('follows no link that lies where it would look', () => {
      expect(told['link']).to.deep.equal(['secret']);
      expect(of('link-left').inIt).to.deep.equal(whole);
    });

    it('what was before goes once somebody said so, and nothing that is in use', () => {
      expect(of('forgotten').inIt).to.deep.equal(['both', 'lost+found', 'new']);
      expect(of('forgotten').both).to.deep.equal(['restored']);
    });

    it('a name that is no text is moved as any other, either way', () => {
      const [both, since] = ['caf\xe9', 'na\xefvet\xe9'];
      expect([of('bytes').inIt, told['bytes-word']]).to.deep.equal([['.before-4', both], 'then']);
      expect(of('bytes-back').inIt).to.deep.equal(['.restore-4', both, since]);
      expect(told['bytes-made']).to.include.members([both, `${both}~since`, 'new']);
      expect(of('bytes-discarded').inIt).to.deep.equal([both, since]);
    });

    it('one file of it is swapped within it, and back, twice as well as once', () => {
      expect(of('one')).to.deep.include({ words: 'then', asides: ['9'] });
      expect(of('one-back')).to.deep.include({ words: 'now', asides: [] });
      expect(of('one-back').inIt.filter((name) => name.endsWith('-9'))).to.deep.equal([]);
    });
  });
