import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const readme = join(import.meta.dirname, '../../../README.md');

/** The `labctl` commands of the README, as a reader would type them; of these sections, by their headings. */
export async function readmeCommands(wanted: (heading: string) => boolean): Promise<string[]> {
  const sections = (await readFile(readme, 'utf8')).split(/^## /m).slice(1);
  return sections.filter((section) => wanted(section.split('\n', 1)[0] ?? '')).flatMap(commandsOf);
}

/** What develops bricks needs a lab with the development environment. */
export const developing = 'Develop bricks';

/** What is about backups needs a repository, and names what was made by the commands before. */
export const keeping = 'Back it up';

function commandsOf(text: string): string[] {
  return [...text.matchAll(/```sh\n([^]*?)```/g)]
    .flatMap(([, block = '']) => block.split('\n'))
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line.startsWith('labctl '));
}
