/** What a snapshot tells of itself by its tags: all that whoever lists a repository learns of it without reading any of it. */
export interface TaggedAs {
  labId: string;
  /** Id of the installation of that lab which made it. */
  installation: string;
  job: string;
  /** Everything that belongs in it was read. */
  complete: boolean;
}

/** Which of a repository's snapshots are of a lab: others may keep theirs there, too. */
const ours = 'labstead';
const complete = 'complete';
const lacking = 'lacking';
/** The tag that a snapshot gets, beside its own, which is written anew without what is gone. */
export const repairedTag = 'repaired';

export const snapshotTags = (as: TaggedAs): readonly string[] => [
  ours,
  `lab=${as.labId}`,
  `installation=${as.installation}`,
  `job=${as.job}`,
  as.complete ? complete : lacking,
];

type ReadTags = Pick<TaggedAs, 'job' | 'complete'> & Record<'labId' | 'installation', string | undefined>;

/**
 * What doesn't say that it is whole isn't. `labId`, `installation` undefined: it doesn't tell, as those of older versions.
 * Undefined: it is no snapshot of a lab.
 */
export function readSnapshotTags(tags: readonly string[]): ReadTags | undefined {
  if (!tags.includes(ours)) return undefined;
  const valueOf = (name: string): string | undefined =>
    tags.find((tag) => tag.startsWith(`${name}=`))?.slice(name.length + 1);
  return {
    labId: valueOf('lab'),
    installation: valueOf('installation'),
    job: valueOf('job') ?? '',
    complete: tags.includes(complete) && !tags.includes(lacking) && !tags.includes(repairedTag),
  };
}
