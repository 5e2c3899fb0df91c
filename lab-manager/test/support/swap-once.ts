import { Worker } from 'node:worker_threads';

export interface Swap {
  /** Resolves with whether it came in time: the folder was still there when its content began to go. */
  ended: Promise<boolean>;
}

/** Puts a link to `target` in the place of `folder` the moment the first thing in it goes, as whoever owns where it lies can do. */
export async function swapOnce(folder: string, target: string): Promise<Swap> {
  const swapper = new Worker(
    `const { renameSync, statSync, symlinkSync } = require('node:fs');
     const { parentPort, workerData } = require('node:worker_threads');
     const changed = () => statSync(workerData.folder, { bigint: true }).mtimeNs;
     const before = changed();
     parentPort.postMessage('watches');
     const patience = Date.now() + 10_000;
     let inTime = true;
     try {
       while (changed() === before) if (Date.now() > patience) throw new Error('nothing went');
       renameSync(workerData.folder, workerData.folder + '-swapped');
       symlinkSync(workerData.target, workerData.folder);
     } catch {
       inTime = false;
     }
     parentPort.postMessage(inTime);`,
    { eval: true, workerData: { folder, target } },
  );
  const next = () => new Promise<unknown>((resolve) => swapper.once('message', resolve));
  await next();
  return { ended: next().then((inTime) => inTime === true) };
}
