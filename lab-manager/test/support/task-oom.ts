import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const limits = join(import.meta.dirname, '../../../bricks/labstead_core/src/labstead_core/runner/limits.py');

/** What a task adds to its server's place when memory runs out. */
export const aboveItsServer = Number(/OOM_SCORE_ABOVE = (\d+)/.exec(readFileSync(limits, 'utf8'))?.[1]);
