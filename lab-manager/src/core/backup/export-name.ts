/** What an export is called where nobody says: `lab-our-lab-20261121T093000Z.tar`. */
export function exportName(labName: string, now: number): string {
  const name = labName
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40);
  const at = new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  return ['lab', ...(name === '' ? [] : [name]), at].join('-') + '.tar';
}
