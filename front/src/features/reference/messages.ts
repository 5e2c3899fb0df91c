export const messages = {
  title: 'Reference database',
  lead: 'Data that bricks read and nobody changes. It is here only while a brick needs it.',
  nobody: 'No brick asks for it.',
  facts: {
    set: 'Data',
    origin: 'Origin',
    licence: 'Licence',
    readers: 'Read by',
    needs: 'Asked for by',
    state: 'State',
  },
  setting: 'the lab file',
  built: 'Built and ready to be read',
  absent: (download: string, built: string) =>
    `Not here: apply downloads ${download} and builds about ${built}`,
  columns: { data: 'On the disk', size: 'Size', state: 'State', actions: 'Actions' },
  inUse: 'In use',
  unused: 'Used by no brick',
  served: 'Served until an apply replaces it',
  incomplete: 'Incomplete',
  delete: 'Delete…',
  deleteOf: (name: string) => `Delete ${name}…`,
  deletion: {
    title: (name: string) => `Delete ${name}?`,
    confirm: 'Delete',
  },
  takes: (name: string, size: string) => `${name} takes ${size} on the disk, and no brick uses it.`,
  back: {
    reference: 'It is gone for good: a brick that needs it again has the lab download and build it anew.',
    brick: 'It is gone for good: if its brick comes back, it begins with an empty database.',
  },
};
