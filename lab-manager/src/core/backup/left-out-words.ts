/** How much of a folder patterns name, a sentence where they name anything. */
export function leftOutWords(
  words: string,
  { files, folders }: { files: number; folders: number },
): readonly string[] {
  const counts = [...counted(files, 'file'), ...counted(folders, 'folder')];
  return counts.length === 0 ? [] : [`Of ${words} that is ${counts.join(' and ')}.`];
}

const counted = (count: number, word: string): readonly string[] =>
  count === 0 ? [] : [`${count} ${word}${count === 1 ? '' : 's'}`];
