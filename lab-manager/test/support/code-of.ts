import type { CallReply } from './http-call.ts';

/** The stable code of a problem; fails on anything else. */
export function codeOf(reply: CallReply): string {
  const type = reply.headers['content-type'];
  if (type !== 'application/problem+json') throw new Error(`${reply.status} is no problem: ${reply.text}`);
  return (JSON.parse(reply.text) as { code: string }).code;
}
