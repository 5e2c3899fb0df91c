/** Which restore a command is about: its name, and what is said of it. */
export const restoreArgument = ['<restore>', 'the job that restored, as labctl backup list says'] as const;
