import type { MadeSnapshot } from './backup-work.ts';

/** That something is missing in it, and how a person sees what; nothing of one that is whole. `called`: what the sentence calls it. */
export const lackingSnapshot = (called: string, made: MadeSnapshot | undefined): readonly string[] =>
  made?.complete === false
    ? [`${called} lacks something; what, says labctl backup show ${made.id.slice(0, 8)}.`]
    : [];
