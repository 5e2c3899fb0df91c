import type { DesiredCertificate } from '../model/desired-state.ts';
import type { LabFile } from '../model/lab-file.ts';

export function certificate(labFile: LabFile): DesiredCertificate {
  return { names: [labFile.domain, `*.${labFile.domain}`] };
}
