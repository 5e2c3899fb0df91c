import { Table } from '../../components/table.tsx';
import table from '../../components/table.module.css';
import { hoursOf, type Day } from './day.ts';
import { formatMinute, orDash } from './format.ts';
import { messages } from './messages.ts';

const words = messages.day;

/** The numbers of a chart, hour by hour. */
export function DayTable({ day }: { day: Day }) {
  const columns = day.lines.flatMap(({ label }) => [words.mean(label), words.most(label)]);
  return (
    <details>
      <summary>
        {day.title}: {words.table.toLowerCase()}
      </summary>
      <Table columns={[words.hour, ...columns.map((name) => ({ name, kind: 'number' as const }))]}>
        {hoursOf(day).map(({ from, lines }) => (
          <tr key={from}>
            <td>{formatMinute(from)}</td>
            {lines.flatMap((line, index) =>
              [line?.mean, line?.most].map((value, part) => {
                const name = columns[index * 2 + part] ?? '';
                return (
                  <td key={name} data-label={name} className={table.number}>
                    {orDash(value, day.format)}
                  </td>
                );
              }),
            )}
          </tr>
        ))}
      </Table>
    </details>
  );
}
