import { HostLab } from '../test/support/host-lab.ts';
import { ComposeLab } from './compose-lab.ts';
import { byTurns, milliseconds, ratio, type Figure } from './figure.ts';

/** From nothing but the images to every service healthy, an empty database included. */
export async function labUp(): Promise<Figure[]> {
  return [ratio('lab up, against docker compose up --wait', 0.9, await byTurns(5, byLab, byCompose))];
}

/** From the start of the manager's process to the end of its first job, which also makes folders, secrets and certificates. */
async function byLab(): Promise<number> {
  const lab = await HostLab.create();
  try {
    const started = Date.now();
    lab.start();
    await lab.up();
    await lab.kill('SIGTERM');
    const first = lab.jobs().find(({ kind }) => kind === 'apply');
    if (first?.state !== 'succeeded') throw new Error(`the lab did not come up:\n${await lab.tail()}`);
    return (first.endedAt ?? 0) - started;
  } finally {
    await lab.remove();
  }
}

async function byCompose(): Promise<number> {
  const lab = await ComposeLab.create();
  try {
    return await milliseconds(() => lab.up('--wait'));
  } finally {
    await lab.remove();
  }
}
