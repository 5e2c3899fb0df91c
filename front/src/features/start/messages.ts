const names: Record<string, string> = {
  prod: 'Production',
  dev: 'Development',
  codelab: 'The codelab',
};

export const messages = {
  name: (host: string) => names[host] ?? host,
  title: (name: string) => `${name} is not running`,
  titleStarting: (name: string) => `${name} is starting`,
  lead: 'You asked for a page of it. Once it runs, this page takes you there.',
  loading: 'how it is',
  start: 'Start and open',
  opening: 'It runs: opening the page you asked for.',
  openNow: 'Open it now',
  ask: 'You may not start it. Ask an owner, admin or operator of the lab.',
  disabled: 'An owner or admin of the lab can enable it.',
  toStatus: 'See the lab’s status',
  unknown: 'There is no such environment',
  unknownWhy: 'The link may be old, or the environment was disabled.',
};
