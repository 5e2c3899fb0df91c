// @vitest-environment jsdom
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { MachineCard } from '../../../src/features/figures/machine-card.tsx';

const GiB = 1024 ** 3;
const machine = {
  cores: 2,
  cpu: 1,
  memoryBytes: GiB,
  memoryTotalBytes: 4 * GiB,
  load: [1, 1, 1] as [number, number, number],
};

describe('features/figures/machine-card', () => {
  afterEach(cleanup);

  it('tells what is used on a disk and what can still be written, which need not add up to all', () => {
    const disk = { path: '/data', usedBytes: 50 * GiB, availableBytes: 30 * GiB, totalBytes: 250 * GiB };
    render(<MachineCard machine={machine} disks={[disk]} />);
    const meter = screen.getByRole('meter', { name: 'Disk of /data' });
    expect(meter.textContent).toBe('50 GiB used, 30 GiB available, 250 GiB in all');
    expect(meter.getAttribute('value')).toBe(String(50 / 80));
  });
});
