/** Something a person should know or do, found by a health check. */
export interface Problem {
  /** Stable, e.g. `docker-unreachable`, `disk-low`. */
  id: string;
  severity: 'info' | 'warning' | 'critical';
  /** What it is about: a service, a path, a host name. */
  subject: string;
  /** What is the case, one sentence. */
  message: string;
  /** What to do, one sentence or command. */
  hint: string;
}
