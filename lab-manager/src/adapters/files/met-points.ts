import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';

/** A list of names that survives the death of the process, which follows right after an addition. */
export function metPoints(path: string): { has(name: string): boolean; add(name: string): void } {
  const known = new Set(existsSync(path) ? readFileSync(path, 'utf8').split('\n') : []);
  return {
    has: (name) => known.has(name),
    add(name) {
      known.add(name);
      const file = openSync(path, 'a', 0o600);
      writeSync(file, `${name}\n`);
      fsyncSync(file);
      closeSync(file);
    },
  };
}
