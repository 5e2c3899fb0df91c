export const messages = {
  names: { prod: 'Production', dev: 'Development' } as Record<string, string>,
  unknown: 'Unknown environment',
  console: 'Console',
  bricks: 'Bricks that could not be loaded',
  brick: (name: string, version: string, error: string) => `${name} ${version}: ${error}`,
  bricksHint: 'Their tasks are missing. Tell the person who looks after this lab.',
  readOnly:
    'You may look at everything here; uploading, running and deleting need the role scientist or higher.',
};
