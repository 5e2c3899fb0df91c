import { readFile } from 'node:fs/promises';
import { filesError } from '../files/files-error.ts';
import { readingOf } from './proc.ts';
import type { Machine } from '../../core/ports.ts';

/** The kernel tells a container about the whole machine here, not about the container alone. */
export function linuxMachine(proc = '/proc'): Machine {
  const text = (name: string) => readFile(`${proc}/${name}`, 'utf8');
  return {
    async read() {
      try {
        const [stat, memory, load] = await Promise.all([text('stat'), text('meminfo'), text('loadavg')]);
        return readingOf({ stat, memory, load });
      } catch (error) {
        throw filesError('read the figures of this machine from', proc, error);
      }
    },
  };
}
