import type { Request } from 'express';
import { cap } from './cap.ts';

/** Where a request comes from, in words short enough for logs and rows. */
export function askerOf(request: Request): { ip: string; requestId: string; userAgent: string } {
  return {
    ip: cap(request.ip ?? 'unknown', 64),
    requestId: String(request.id),
    userAgent: cap(request.get('user-agent') ?? '', 200),
  };
}
