import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { resticMemoryBytes } from '../../../../src/adapters/restic/restic-repositories.ts';

describe('adapters/restic: its bounds', () => {
  it('leave the daemon 512 MB of the container’s memory', () => {
    const compose = readFileSync(join(import.meta.dirname, '../../../../../docker-compose.base.yml'), 'utf8');
    const manager = compose.slice(compose.indexOf('\n  lab-manager:'));
    const limit = Number(/^ {4}mem_limit: (\d+)m$/m.exec(manager)?.[1]) * 1024 ** 2;
    expect(limit - resticMemoryBytes).to.equal(512 * 1024 ** 2);
  });
});
