export const messages = {
  site: 'Labstead',
  pages: { status: 'Status', jobs: 'Jobs', labFile: 'Lab file', tokens: 'Tokens' },
  live: { live: 'Live', connecting: 'Connecting', lost: 'Offline', idle: '' },
  lost: (age: string) =>
    `The live connection to the lab is lost. What you see is ${age} old. Trying again by itself.`,
  signOut: 'Sign out',
  signedInAs: (name: string, role: string) => `${name} (${role})`,
  loading: 'the lab',
  notFound: {
    title: 'Page not found',
    why: 'There is no page at this address. The link may be old or mistyped.',
    back: 'Go to status',
  },
  updated: (version: string) => `The lab was updated to ${version}.`,
  reload: 'Reload',
  busy: 'Another job is running, so this one was not started.',
  seeBusy: 'See the running job',
  crashed: 'This page stopped working.',
};
