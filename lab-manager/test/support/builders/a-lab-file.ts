import { parseLabFile } from '../../../src/core/labfile/parse-lab-file.ts';
import type { HostFacts } from '../../../src/core/model/host-facts.ts';
import type { LabFile } from '../../../src/core/model/lab-file.ts';

/** A valid lab: defaults, and what `text` says on top of the name. */
export function aLabFile(text = ''): LabFile {
  const parsed = parseLabFile(`name: Test lab\n${text}`);
  if ('ok' in parsed) return parsed.ok;
  throw new Error(JSON.stringify(parsed.problems, undefined, 2));
}

export const noon = Date.UTC(2027, 2, 1, 12);

export function someFacts(changes: Partial<HostFacts> = {}): HostFacts {
  return {
    labId: 'lab7k2m9q',
    home: '/var/lib/labstead',
    version: '0.1.0',
    httpPort: 80,
    httpsPort: 443,
    registry: 'registry.example.org/mirror',
    mtu: undefined,
    now: noon,
    ...changes,
  };
}
