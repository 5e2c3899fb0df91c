import type { MachineReading } from '../model/figures.ts';

/** The machine that the lab runs on. */
export interface Machine {
  read(): Promise<MachineReading>;
}
