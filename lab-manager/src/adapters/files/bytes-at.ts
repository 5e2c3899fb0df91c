/** Where something lies in a folder. Of bytes: a name that a program gave need not be text, and read as text it names nothing. */
export const bytesAt = (folder: string, name: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${folder}/`), name]);
