export const messages = {
  names: { prod: 'Production', dev: 'Development' } as Record<string, string>,
  unknown: 'Unknown environment',
  /** In every tab's title, so that two tabs side by side can't be mistaken for each other. */
  sites: { prod: 'Data lab', dev: 'Development data lab' } as Record<string, string>,
  site: 'Data lab',
  console: 'Console',
  bricks: 'Bricks that could not be loaded',
  brick: (name: string, version: string, error: string) => `${name} ${version}: ${error}`,
  bricksHint: 'Their tasks are missing. Tell the person who looks after this lab.',
  readOnly:
    'You may look at everything here; uploading, running and deleting need the role scientist or higher.',
};
