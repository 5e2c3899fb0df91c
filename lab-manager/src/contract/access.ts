import * as z from 'zod';
import { time } from './time.ts';

export const role = z.enum(['owner', 'admin', 'operator', 'scientist', 'viewer']).meta({ id: 'Role' });

const email = z.email().max(254);
const personName = z.string().trim().min(1).max(100);
/** Length is what makes a password strong; the upper bound keeps hashing cheap. */
const newPassword = z.string().min(12).max(256);

export const claimRequest = z
  .object({ token: z.string().min(1).max(128), email, name: personName, password: newPassword })
  .strict()
  .meta({ id: 'ClaimRequest' });
export type ClaimRequest = z.infer<typeof claimRequest>;

export const signInRequest = z
  .object({ email: z.string().min(1).max(254), password: z.string().min(1).max(256) })
  .strict()
  .meta({ id: 'SignInRequest' });
export type SignInRequest = z.infer<typeof signInRequest>;

export const userReply = z
  .object({ id: z.string(), email: z.string(), name: z.string(), role })
  .meta({ id: 'User' });
export type UserReply = z.infer<typeof userReply>;

export const whoAmIReply = z
  .object({
    user: userReply,
    permissions: z.array(z.string()),
    via: z.enum(['cookie', 'token']),
    expiresAt: time,
  })
  .meta({ id: 'WhoAmI' });
export type WhoAmIReply = z.infer<typeof whoAmIReply>;

export const newTokenRequest = z
  .object({ name: z.string().trim().min(1).max(100), days: z.int().min(1).max(365).default(90) })
  .strict()
  .meta({ id: 'NewTokenRequest' });
export type NewTokenRequest = z.infer<typeof newTokenRequest>;

export const tokenReply = z
  .object({ id: z.string(), name: z.string(), createdAt: time, expiresAt: time, lastUsedAt: time.nullable() })
  .meta({ id: 'ApiToken' });
export const newTokenReply = tokenReply
  .extend({ token: z.string().describe('Shown this once; only its hash is kept') })
  .meta({ id: 'NewApiToken' });
export type NewTokenReply = z.infer<typeof newTokenReply>;
export const tokensReply = z.object({ items: z.array(tokenReply) }).meta({ id: 'ApiTokens' });
export type TokensReply = z.infer<typeof tokensReply>;

/** `labctl login` signs in with a password once and keeps a token. */
export const loginRequest = signInRequest
  .extend({ tokenName: z.string().trim().min(1).max(100), days: z.int().min(1).max(365).default(90) })
  .strict()
  .meta({ id: 'LoginRequest' });
export type LoginRequest = z.infer<typeof loginRequest>;

export const auditReply = z
  .object({
    items: z.array(
      z.object({
        seq: z.int(),
        at: time,
        actor: z.string(),
        via: z.string(),
        ip: z.string(),
        requestId: z.string(),
        action: z.string(),
        target: z.string(),
        result: z.enum(['ok', 'refused', 'failed']),
        detail: z.string(),
      }),
    ),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'Audit' });
