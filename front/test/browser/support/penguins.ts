import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const file = join(import.meta.dirname, '../../../../bricks/labstead_tables/tests/testdata/penguins.csv');

/** A public table that the example brick ships, and what is true of it, computed here from the text alone. */
export const penguins = {
  file,
  text: readFileSync(file, 'utf8'),
  mean(column: string): number {
    const [header = '', ...rows] = this.text.trim().split('\n');
    const place = header.split(',').indexOf(column);
    const values = rows.map((row) => Number(row.split(',')[place])).filter(Number.isFinite);
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  },
};
