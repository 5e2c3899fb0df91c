export const messages = {
  pages: { resources: 'Resources', tasks: 'Run a task', scenarios: 'Scenarios' },
  site: 'Data lab',
  console: 'Console',
  notices: 'Notices',
  uploadFirst: 'Upload a file',
  notFound: {
    title: 'Page not found',
    why: 'There is no page at this address. The link may be old or mistyped.',
    back: 'Go to resources',
  },
  resources: 'Resources',
  resourcesLead: 'Files and tables of this environment, with where each came from.',
};
