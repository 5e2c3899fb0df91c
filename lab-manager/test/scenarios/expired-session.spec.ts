import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect } from 'chai';
import { codeOf } from '../support/code-of.ts';
import { HostClient } from '../support/host-client.ts';
import { HostLab } from '../support/host-lab.ts';

describe('scenario: a session that has expired', () => {
  let lab: HostLab;

  before(async () => {
    lab = await HostLab.create();
    lab.start();
  });
  after(() => lab.remove());

  it('must be asked to sign in again once the session is over', async () => {
    const owner = await HostClient.claim(lab);
    expect((await owner.withCookie('/session')).status).to.equal(200);
    age(lab);
    const reply = await owner.withCookie('/status');
    expect(reply.status).to.equal(401);
    expect(codeOf(reply)).to.match(/^auth\.(required|session_expired)$/);
    // Tokens are no sessions: what runs unattended goes on.
    await owner.status();
  });

  /** As if a week had passed since the sign-in. */
  function age({ home }: HostLab): void {
    const database = new Database(join(home, 'state/lab.db'));
    database.prepare('UPDATE sessions SET expires_at = ?').run(Date.now() - 1);
    database.close();
  }
});
