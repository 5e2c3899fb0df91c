import { counted } from '../counted.ts';

/** How much of a folder patterns name, a sentence where they name anything. */
export function leftOutWords(
  words: string,
  { files, folders }: { files: number; folders: number },
): readonly string[] {
  const counts = [
    ...(files === 0 ? [] : [counted(files, 'file')]),
    ...(folders === 0 ? [] : [counted(folders, 'folder')]),
  ];
  return counts.length === 0 ? [] : [`Of ${words} that is ${counts.join(' and ')}.`];
}
