import type { ReferenceReply } from '../../contract/index.ts';
import { bytes, table } from './style.ts';

type Generation = ReferenceReply['generations'][number];

/** What the bricks ask for, and what lies on the disk. */
export function biotaText({ wanted, needs, generations }: ReferenceReply): string {
  return [asked(wanted, needs), ...onDisk(generations)].join('\n');
}

function asked(wanted: ReferenceReply['wanted'], needs: ReferenceReply['needs']): string {
  if (wanted === null) return 'No brick asks for the reference database.';
  const by = needs.map(({ environment, brick }) => `${brick} (${environment})`).join(', ');
  return [
    `${wanted.name} ${wanted.version}, for ${wanted.readers.join(' and ')}${by === '' ? '' : `; asked for by ${by}`}`,
    `  origin   ${wanted.origin}`,
    `  licence  ${wanted.licence}`,
    `  state    ${wanted.present ? 'built' : `not here: labctl apply fetches ${bytes(wanted.bytes)} and builds about ${bytes(wanted.builtBytes)}`}`,
  ].join('\n');
}

function onDisk(generations: ReferenceReply['generations']): string[] {
  if (generations.length === 0) return [];
  const rows = generations.map(({ id, about, bytes: size, ...is }) => [
    id,
    about === null ? 'incomplete' : bytes(size),
    useOf(id, is),
  ]);
  return ['', 'On the disk:', table(rows)];
}

function useOf(id: string, { wanted, removable }: Pick<Generation, 'wanted' | 'removable'>): string {
  if (wanted) return 'in use';
  return removable ? `unused: labctl biota remove ${id}` : 'served until labctl apply replaces it';
}
