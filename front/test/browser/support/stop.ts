import { stop } from './browser.ts';

/** Mocha's root hook: one browser for all specs, closed after the last. */
export const mochaHooks = { afterAll: stop };
