/** What a snapshot tells of itself by its tags: all that whoever lists a repository learns of it without reading any of it. */
export interface TaggedAs {
  labId: string;
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
  `job=${as.job}`,
  as.complete ? complete : lacking,
];

/** What doesn't say that it is whole isn't. `labId` undefined: it doesn't tell. Undefined: it is no snapshot of a lab. */
export function readSnapshotTags(
  tags: readonly string[],
): (Omit<TaggedAs, 'labId'> & { labId: string | undefined }) | undefined {
  if (!tags.includes(ours)) return undefined;
  const valueOf = (name: string): string | undefined =>
    tags.find((tag) => tag.startsWith(`${name}=`))?.slice(name.length + 1);
  return {
    labId: valueOf('lab'),
    job: valueOf('job') ?? '',
    complete: tags.includes(complete) && !tags.includes(lacking) && !tags.includes(repairedTag),
  };
}
