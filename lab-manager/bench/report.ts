import { isKept, type Figure } from './figure.ts';

export interface Report {
  at: string;
  cores: number;
  loadAtStart: readonly number[];
  loadAtEnd: readonly number[];
  figures: Figure[];
}

export function asMarkdown({ at, cores, loadAtStart, loadAtEnd, figures }: Report): string {
  const load = (averages: readonly number[]): string => averages.map((it) => it.toFixed(1)).join(' ');
  return [
    '# Figures',
    '',
    `Of one run, ${at}, on ${cores} cores; load average ${load(loadAtStart)} before, ${load(loadAtEnd)} after.`,
    'Whatever is compared was measured by turns in this run. `npm run bench` makes this file.',
    '',
    '| figure | value | goal | kept | from |',
    '|---|---|---|---|---|',
    ...figures.map(row),
    '',
  ].join('\n');
}

function row(figure: Figure): string {
  const { name, value, unit, most, least, from } = figure;
  const goal = most !== undefined ? `≤ ${most}` : least !== undefined ? `≥ ${least}` : '';
  const kept = goal === '' ? '' : isKept(figure) ? 'yes' : '**no**';
  return `| ${name} | ${number(value)} ${unit} | ${goal} | ${kept} | ${from} |`;
}

const number = (value: number): string => (Number.isInteger(value) ? String(value) : value.toPrecision(3));
