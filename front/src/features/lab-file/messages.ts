export const messages = {
  title: 'Lab file',
  lead: 'What this lab should be. Check it, save it as a new version, then apply it.',
  loading: 'the lab file',
  version: (version: number, author: string) => `Version ${String(version)}, by ${messages.author(author)}`,
  /** What somebody wrote into the file on the server has no other author. */
  author: (author: string) => (author === 'lab.yaml' ? 'hand' : author),
  vias: { console: 'the console', cli: 'labctl', api: 'the API', lab: 'lab.yaml on the server' } as Record<
    string,
    string
  >,
  editor: 'Lab file, YAML',
  changed: 'Changed, not saved',
  check: 'Check',
  save: (version: number) => `Save as version ${String(version)}`,
  revert: 'Undo my changes',
  result: 'Result of the check',
  valid: 'The file is right.',
  same: 'It says the same as the accepted version.',
  outdated: 'You changed the text since this check.',
  changes: 'What changes',
  plan: 'What applying it would do',
  wrong: (count: number) =>
    count === 1
      ? 'One thing is wrong; nothing was changed.'
      : `${String(count)} things are wrong; nothing was changed.`,
  line: (line: number) => `Line ${String(line)}`,
  goTo: (line: number) => `Go to line ${String(line)}`,
  saved: (version: number) =>
    `Saved as version ${String(version)}. Nothing runs differently until it is applied.`,
  apply: 'Apply now',
  conflict: 'Somebody saved another version while you were editing.',
  conflictWhy: 'Your text is still here. Load the newest version to see what changed; copy your text first.',
  copyMine: 'Copy my text',
  loadNewest: 'Load the newest',
  readOnly: 'You may read the lab file; changing it needs the role owner or admin.',
  versions: 'Versions',
  versionsLead: 'Every accepted version is kept, and any of them can be restored: as a new version.',
  loadingVersions: 'the versions',
  columns: { version: 'Version', author: 'By', when: 'Accepted', via: 'Through', actions: 'Actions' },
  diff: 'What changed',
  diffOf: (version: number) => `What changed in version ${String(version)}`,
  diffTitle: (from: number, to: number) => `From version ${String(from)} to ${String(to)}`,
  loadingDiff: 'the difference',
  noDiff: 'The two say the same.',
  first: 'The first version',
  close: 'Close',
  restore: 'Restore',
  restoreOf: (version: number) => `Restore version ${String(version)}`,
  restoreWhy: 'Save or undo your changes first.',
  restored: (version: number) => `This is the text of version ${String(version)}, not saved yet.`,
  restoredWhy: (next: number) =>
    `Below stands what it would change. Save it as version ${String(next)}, then apply it.`,
};
