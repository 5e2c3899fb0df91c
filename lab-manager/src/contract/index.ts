export * from './access.ts';
export * from './config.ts';
export * from './events.ts';
export * from './jobs.ts';
export * from './lab.ts';
export * from './problem.ts';
export * from './routes.ts';
export * from './status.ts';
