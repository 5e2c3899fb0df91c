/** A job that only waits has begun and lets others run; that two never act at once is the runner's to keep. */
export const waitingJobs = {
  sql: 'DROP INDEX one_running_job;',
};
