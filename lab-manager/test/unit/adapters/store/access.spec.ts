import { expect } from 'chai';
import type { Store, StoredSession, StoredUser } from '../../../../src/core/ports.ts';
import { caught } from '../../../support/caught.ts';
import { useTempStore } from '../../../support/temp-store.ts';

const aUser = (id: string, email = `${id}@example.org`): StoredUser => ({
  ...{ id, email, name: id, role: 'owner', disabled: false, createdAt: 1, passwordHash: 'hash' },
});
const aSession = (hash: string, userId: string, more: Partial<StoredSession> = {}): StoredSession => ({
  ...{ hash, userId, audience: 'manager', parent: undefined, createdAt: 1, lastSeenAt: 1 },
  ...{ expiresAt: 100, userAgent: 'browser' },
  ...more,
});

describe('adapters/store/users', () => {
  const temp = useTempStore();

  it('a user is found by id and by address, however that is written', () => {
    const { users } = temp.open();
    users.add({ ...aUser('ada', 'Ada@Example.org'), disabled: true });
    expect(users.byEmail('ada@example.ORG')).to.deep.equal(users.byId('ada'));
    expect(users.byId('ada')).to.deep.equal({ ...aUser('ada', 'Ada@Example.org'), disabled: true });
    expect(users.byEmail('bob@example.org')).to.equal(undefined);
    expect(users.count()).to.equal(1);
  });

  it('two users never have the same address', () => {
    const { users } = temp.open();
    users.add(aUser('ada'));
    expect(caught(() => users.add(aUser('eve', 'ADA@example.org')))).to.include({ code: 'user.exists' });
  });

  it('a list of users holds no password hashes', () => {
    const { users } = temp.open();
    users.add(aUser('ada'));
    users.setPasswordHash('ada', 'other');
    expect(users.list()[0]).not.to.have.property('passwordHash');
    expect(users.byId('ada')?.passwordHash).to.equal('other');
  });
});

describe('adapters/store/sessions', () => {
  const temp = useTempStore();
  let store: Store;
  const left = (): string[] =>
    ['main', 'main-prod', 'other', 'other-prod'].filter((hash) => store.sessions.get(hash) !== undefined);
  beforeEach(() => {
    store = temp.open();
    store.users.add(aUser('ada'));
    store.sessions.add(aSession('main', 'ada'));
    store.sessions.add(aSession('main-prod', 'ada', { parent: 'main', audience: 'prod', createdAt: 2 }));
    store.sessions.add(aSession('other', 'ada', { createdAt: 3, expiresAt: 50 }));
    store.sessions.add(aSession('other-prod', 'ada', { parent: 'other', audience: 'prod', createdAt: 4 }));
  });

  it('a session comes back as it was made, and remembers when it was last seen', () => {
    store.sessions.touch('main-prod', 9);
    expect(store.sessions.get('main-prod')).to.deep.equal(
      aSession('main-prod', 'ada', { parent: 'main', audience: 'prod', createdAt: 2, lastSeenAt: 9 }),
    );
    expect(store.sessions.get('main')?.parent).to.equal(undefined);
  });

  it('an environment session dies with the one it came from', () => {
    store.sessions.remove('main');
    expect(left()).to.deep.equal(['other', 'other-prod']);
  });

  it('an environment session dies with the one it came from when that one expires', () => {
    store.sessions.removeExpired(50);
    expect(left()).to.deep.equal(['main', 'main-prod']);
  });

  it('no session comes from one that has ended', () => {
    store.sessions.remove('main');
    const late = (): void => store.sessions.add(aSession('late', 'ada', { parent: 'main' }));
    expect(caught(late)).to.include({ code: 'auth.session_expired' });
  });
});

describe('adapters/store/api-tokens', () => {
  const temp = useTempStore();

  it('a token is found by its id until it is removed', () => {
    const { tokens, users } = temp.open();
    users.add(aUser('ada'));
    const token = { id: 't1', hash: 'h', userId: 'ada', name: 'ci', createdAt: 1, expiresAt: 9 };
    tokens.add({ ...token, lastUsedAt: undefined });
    expect(tokens.get('t1')).to.deep.equal({ ...token, lastUsedAt: undefined });
    tokens.touch('t1', 5);
    expect(tokens.ofUser('ada')).to.deep.equal([{ ...token, lastUsedAt: 5 }]);
    tokens.remove('t1');
    expect(tokens.get('t1')).to.equal(undefined);
  });
});

describe('adapters/store/claim', () => {
  const temp = useTempStore();

  it('a lab is claimed once ever: whoever comes second gets nothing, not even a user', () => {
    const { claim, users } = temp.open();
    expect(claim.claimedAt()).to.equal(undefined);
    expect(claim.claim(aUser('ada'), 5)).to.equal(true);
    expect(claim.claim(aUser('eve'), 6)).to.equal(false);
    expect(users.list().map((user) => user.id)).to.deep.equal(['ada']);
    expect(temp.open().claim.claimedAt()).to.equal(5);
  });

  it('a claim whose owner could not be added stays open', () => {
    const { claim, users } = temp.open();
    users.add(aUser('ada'));
    expect(caught(() => claim.claim(aUser('eve', 'ada@example.org'), 5))).to.include({ code: 'user.exists' });
    expect(claim.claimedAt()).to.equal(undefined);
  });
});
