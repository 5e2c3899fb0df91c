import { composeServices, containerName } from '../core/names.ts';
import type { AcceptedLabFile } from './accepted-lab-file.ts';
import { examine } from './examine.ts';
import type { LabFile } from '../core/model/lab-file.ts';
import type { Lab } from './lab.ts';
import { desiredNow, look } from './look.ts';
import type { Sight } from './sight.ts';
import { unknownService } from './unknown-service.ts';

export interface TheLabOptions {
  sight: Sight;
  labFiles: AcceptedLabFile;
  /** Something was accepted or changed by hand: look soon. */
  wake(): void;
}

/** The lab as the API asks about it. */
export function theLab({ sight, labFiles, wake }: TheLabOptions): Lab {
  const { eyes, view } = sight;

  /** Apply tries again what was held back and uses newer images, so its plan does, too. */
  const planOf = async (labFile: LabFile) =>
    (await look(eyes, labFile, { purpose: 'apply', heldBack: new Map() })).plan;

  return {
    status: () => view.status,
    onStatus: (listener) => view.onChange(listener),
    async plan() {
      await sight.takeLabFile();
      return planOf(labFiles.toApply().parsed);
    },
    async assertApplicable() {
      await sight.takeLabFile();
      labFiles.toApply();
    },
    engineFacts: () => sight.engineFacts,
    async doctor() {
      // Looks anew: a doctor who repeats yesterday's findings is none. Where it can't, the loop tries until it can.
      if ((await sight.look()) === undefined) wake();
      return examine(sight.healthInput(view.view));
    },
    labFile: () => labFiles.newest(),
    heldTo: () => labFiles.heldTo(),
    labFileVersion: (version) => labFiles.get(version),
    labFileVersions: (page) => eyes.store.labFiles.list(page),
    diffLabFiles: (from, to) => labFiles.diff(from, to),
    async checkLabFile(text) {
      const { parsed, changes } = labFiles.check(text);
      return { changes, plan: await planOf(parsed) };
    },
    async acceptLabFile(text, by, basedOn) {
      const accepted = await labFiles.accept(text, by, basedOn);
      wake();
      return accepted;
    },
    logs(service, query, signal) {
      const known = [
        ...desiredNow(eyes, labFiles.heldTo().parsed).services.map(({ name }) => name),
        ...composeServices,
      ];
      if (!known.includes(service)) throw unknownService(service, known);
      return eyes.engine.logs(containerName(eyes.facts().labId, service), query, signal);
    },
  };
}
