/** What an export is called where nobody says: `lab-our-lab-20261121T093000Z.labx.tar`. */
export function exportName(labName: string, now: number): string {
  const name = labName
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40);
  const at = new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  return ['lab', ...(name === '' ? [] : [name]), at].join('-') + '.labx.tar';
}

/** Below what a name may have at most, with what is put behind it. */
const mostBase = 170;

/** The same for one that lacks something: `lab-our-lab-20261121T093000Z-lacking.labx.tar`. */
export function lackingName(name: string): string {
  const [end = ''] = /(\.labx)?\.tar$/.exec(name) ?? [];
  return `${name.slice(0, name.length - end.length).slice(0, mostBase)}-lacking${end}`;
}
