import type { User } from '../model/user.ts';

export interface StoredUser extends User {
  passwordHash: string;
}

export interface Users {
  count(): number;
  byId(id: string): StoredUser | undefined;
  byEmail(email: string): StoredUser | undefined;
  list(): readonly User[];
  /** Throws `user.exists`. */
  add(user: StoredUser): void;
  setPasswordHash(id: string, hash: string): void;
}

export interface StoredSession {
  /** SHA-256 (hex) of the secret in the cookie. */
  hash: string;
  userId: string;
  /** `manager`, or the environment whose host the cookie is for. */
  audience: string;
  /** For an environment's session: hash of the manager session it came from; it dies with it. */
  parent: string | undefined;
  createdAt: number;
  lastSeenAt: number;
  expiresAt: number;
  userAgent: string;
}

export interface Sessions {
  add(session: StoredSession): void;
  get(hash: string): StoredSession | undefined;
  touch(hash: string, at: number): void;
  /** Users with a session of one of these audiences that was used since then. */
  usersSince(audiences: readonly string[], since: number): readonly string[];
  /** And those that came from it. */
  remove(hash: string): void;
  removeExpired(now: number): void;
}

export interface StoredToken {
  id: string;
  hash: string;
  userId: string;
  name: string;
  createdAt: number;
  expiresAt: number;
  lastUsedAt: number | undefined;
}

export interface ApiTokens {
  add(token: StoredToken): void;
  get(id: string): StoredToken | undefined;
  ofUser(userId: string): readonly StoredToken[];
  touch(id: string, at: number): void;
  remove(id: string): void;
}

/** What the installer left in the data root; read at each claim, so that a new token needs no restart. */
export interface SetupToken {
  /** SHA-256 (hex) of the token. */
  hash: string;
  /** Epoch milliseconds. */
  expiresAt: number;
}

/** The one claim a lab ever has. */
export interface Claim {
  claimedAt(): number | undefined;
  /** One transaction: adds the owner and closes the claim; false when somebody was first. */
  claim(owner: StoredUser, at: number): boolean;
}
