export const messages = {
  title: (service: string) => `Log of ${service}`,
  back: 'Status',
  lead: 'Live. The newest lines are at the end.',
  pause: 'Pause',
  resume: (held: number) => (held === 0 ? 'Continue' : `Continue (${String(held)} new)`),
  toEnd: 'Go to the end',
  filter: 'Only lines with',
  filterHint: 'text in the line',
  level: 'Show',
  levels: { all: 'All lines', notable: 'Warnings and errors', errors: 'Errors' },
  download: 'Download',
  shown: (shown: number, all: number) =>
    shown === all ? `${String(all)} lines` : `${String(shown)} of ${String(all)} lines`,
  empty: 'No lines yet: this service has written nothing.',
  emptyFiltered: 'No line matches the filter.',
  skipped: (count: number) =>
    `… ${String(count)} lines were left out: they came faster than this page could take them`,
  trimmed: 'Older lines are in the download.',
  ended: (reason: string) => `The log ended: ${reason}`,
  again: 'Follow again',
  connecting: 'Waiting for the live connection.',
  refused: 'The log can’t be followed.',
};
