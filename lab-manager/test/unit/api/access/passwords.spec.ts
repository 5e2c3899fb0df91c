import { expect } from 'chai';
import { argon2Sync } from 'node:crypto';
import { parsePhc } from '../../../../src/api/access/phc.ts';
import { Passwords } from '../../../../src/api/access/passwords.ts';
import { Slots } from '../../../../src/api/access/slots.ts';

const cheap = { memoryKib: 8, passes: 1, lanes: 1 };

describe('api/access/passwords', () => {
  it('is Argon2id as others write and read it', async () => {
    const stored = await new Passwords({ memoryKib: 32, passes: 3, lanes: 4 }).hash('password');
    expect(stored).to.match(/^\$argon2id\$v=19\$m=32,t=3,p=4\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    const { salt, hash } = parsePhc(stored)!;
    const again = argon2Sync('argon2id', {
      message: 'password',
      nonce: salt,
      parallelism: 4,
      tagLength: 32,
      memory: 32,
      passes: 3,
    });
    expect(again.equals(hash)).to.equal(true);
  });

  it('a hash made elsewhere, with other parameters, is understood', async () => {
    // From the reference implementation: argon2 somesalt -id -t 2 -k 256 -p 1, password "password".
    const foreign = '$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4';
    const passwords = new Passwords(cheap);
    expect(await passwords.verify('password', foreign)).to.equal(true);
    expect(await passwords.verify('Password', foreign)).to.equal(false);
    expect(passwords.outdated(foreign)).to.equal(true);
  });

  it('the product’s own cost is above the usual minimum of 19 MiB and 2 passes', async function () {
    this.timeout(10_000);
    const passwords = new Passwords();
    const stored = await passwords.hash('correct horse battery');
    expect(stored).to.contain('$m=65536,t=3,p=1$');
    expect(await passwords.verify('correct horse battery', stored)).to.equal(true);
    expect(passwords.outdated(stored)).to.equal(false);
  });

  it('two hashes of one password differ, and how its accents were typed doesn’t matter', async () => {
    const passwords = new Passwords(cheap);
    const stored = await passwords.hash('caf\u00e9 au lait');
    expect(await passwords.hash('caf\u00e9 au lait')).to.not.equal(stored);
    expect(await passwords.verify('cafe\u0301 au lait', stored)).to.equal(true);
  });

  it('nothing matches for an unknown user or an unreadable hash, and it takes as long as for a known one', async () => {
    const passwords = new Passwords({ memoryKib: 4096, passes: 4, lanes: 1 });
    const stored = await passwords.hash('x');
    // Of the processor, which other programs don't add to.
    const timed = async (against: string | undefined) => {
      const before = process.cpuUsage();
      expect(await passwords.verify('y', against)).to.equal(false);
      const { user, system } = process.cpuUsage(before);
      return user + system;
    };
    const rounds = 15;
    const [known, unknown]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round += 1) {
      known.push(await timed(stored));
      unknown.push(await timed(undefined));
    }
    const middle = (times: number[]) => times.sort((a, b) => a - b)[Math.floor(rounds / 2)]!;
    expect(middle(unknown)).to.be.within(middle(known) / 2, middle(known) * 2);
    expect(await passwords.verify('', '$argon2id$v=19$m=9,t=1,p=1$x$y')).to.equal(false);
    expect(await passwords.verify('', '')).to.equal(false);
  });
});

describe('api/access/slots', () => {
  it('never more at once than there are slots, and nobody waits for ever, failures included', async () => {
    const slots = new Slots(2);
    let now = 0;
    let most = 0;
    const work = async (fails: boolean) => {
      most = Math.max(most, (now += 1));
      await new Promise((resolve) => setTimeout(resolve, 5));
      now -= 1;
      if (fails) throw new Error('failed');
    };
    const all = await Promise.allSettled(
      Array.from({ length: 9 }, (_, index) => slots.run(() => work(index % 3 === 0))),
    );
    expect(most).to.equal(2);
    expect(all.map(({ status }) => status)).to.have.length(9);
    await slots.run(() => work(false));
  });
});
