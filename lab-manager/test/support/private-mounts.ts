import { resolve } from 'node:path';

/**
 * Puts a program behind a mount that only it sees and that goes with it: nothing to clean up. Without root it does so in
 * a user namespace of its own.
 */
export const privateMounts = (mount: readonly string[]): readonly string[] => [
  'unshare',
  ...(process.getuid?.() === 0 ? [] : ['--user', '--map-root-user']),
  '--mount',
  resolve(import.meta.dirname, 'mount-then.sh'),
  String(mount.length),
  ...mount,
];
