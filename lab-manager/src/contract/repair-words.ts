/** What a person says yes to who has a repository repaired: the same sentences wherever it is asked for. */
export const repairWords = {
  disk: 'See to its disk first: what is written to one that fails rots again.',
  damage:
    'What is damaged is taken out for good. Of a snapshot that refers to it what is left stays, and is lacking from then on; one that nobody can read goes.',
  anew: 'Then every file of the lab is read for a new snapshot, and what was damaged is read again.',
} as const;
