export interface AppUse {
  /** Milliseconds without anybody after which it stops. */
  idle: number;
  /** Milliseconds since somebody came, or it was started. */
  unusedMs: number;
  /** Milliseconds since it was last asked to stop for being idle, while it ran on; undefined: it never was. */
  askedMs: number | undefined;
  /** Another job runs: nothing is asked for. */
  busy: boolean;
  /** Undefined until it was looked inside; `count` undefined: nobody can tell. */
  connections: { count: number | undefined } | undefined;
}

export type AppAction = 'nothing' | 'lookInside' | 'noteUse' | 'stop';

/** What an app that runs needs: it stops once nobody came, nor has a connection to it, for its idle time. */
export function nextAppAction({ idle, unusedMs, askedMs, busy, connections }: AppUse): AppAction {
  // What could not be stopped is tried after as long again: each try is a job.
  if (busy || unusedMs < idle || (askedMs !== undefined && askedMs < idle)) return 'nothing';
  if (connections === undefined) return 'lookInside';
  // While nobody can tell, somebody may use it.
  if (connections.count === undefined) return 'nothing';
  return connections.count > 0 ? 'noteUse' : 'stop';
}
