import type { Services } from '../services.ts';
import { auditHandlers } from './audit-handlers.ts';
import { backupHandlers } from './backup-handlers.ts';
import { backupJobHandlers } from './backup-job-handlers.ts';
import { claimHandlers } from './claim-handlers.ts';
import { configHandlers } from './config-handlers.ts';
import { devHandlers } from './dev-handlers.ts';
import { environmentHandlers } from './environment-handlers.ts';
import { figureHandlers } from './figure-handlers.ts';
import type { Handlers } from './handler.ts';
import { jobHandlers } from './job-handlers.ts';
import { labHandlers } from './lab-handlers.ts';
import { logHandlers } from './log-handlers.ts';
import { referenceHandlers } from './reference-handlers.ts';
import { repositoryHandlers } from './repository-handlers.ts';
import { sessionHandlers } from './session-handlers.ts';
import { tokenHandlers } from './token-handlers.ts';

export function createHandlers(services: Services): Handlers {
  return {
    ...labHandlers(services),
    ...claimHandlers(services),
    ...sessionHandlers(services),
    ...tokenHandlers(services),
    ...jobHandlers(services),
    ...devHandlers(services),
    ...environmentHandlers(services),
    ...configHandlers(services),
    ...logHandlers(services),
    ...figureHandlers(services),
    ...auditHandlers(services),
    ...referenceHandlers(services),
    ...backupHandlers(services),
    ...repositoryHandlers(services),
    ...backupJobHandlers(services),
  };
}
