import type { Owner } from '../model/desired-state.ts';

/** Who runs what: the same numbers stand in the images' Dockerfiles and in the base compose file. */
export const owners = {
  manager: { uid: 0, gid: 0 },
  glab: { uid: 10001, gid: 10001 },
  database: { uid: 10002, gid: 10002 },
  front: { uid: 10003, gid: 10003 },
  edge: { uid: 10004, gid: 10004 },
  // In glab's group, so that dev-glab can read the workspace and nobody else has to.
  codelab: { uid: 10005, gid: 10001 },
  // In glab's group as well, for the same reason; what glab alone may read, an app may not.
  app: { uid: 10006, gid: 10001 },
} as const satisfies Record<string, Owner>;
