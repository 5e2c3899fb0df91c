import { messages } from './messages.ts';
import type { LogFilter, LogSearch } from './log-lines.ts';
import styles from './log-page.module.css';

const levels = ['all', 'notable', 'errors'] as const;
/** How long ago, in minutes. */
const times = { '10m': 10, '1h': 60, '1d': 24 * 60 } as const;
type Ago = keyof typeof times;

const agos = Object.keys(times) as readonly Ago[];

/** The filter lives in the address, so that a link shows the same lines. */
export function readFilter(parameters: URLSearchParams): LogFilter {
  return {
    text: parameters.get('text') ?? '',
    level: levels.find((level) => level === parameters.get('show')) ?? 'all',
    since: agos.find((ago) => ago === parameters.get('since')) ?? null,
  };
}

/** What the lab is asked for; it finds what is no longer on the page. */
export function searchOf({ text, since }: Pick<LogFilter, 'text' | 'since'>, now: number): LogSearch {
  const grep = text.trim();
  return {
    ...(grep === '' ? {} : { grep }),
    ...(since === null ? {} : { since: new Date(now - times[since] * 60_000).toISOString() }),
  };
}

function write({ text, level, since }: LogFilter): URLSearchParams {
  const parameters = new URLSearchParams();
  if (text !== '') parameters.set('text', text);
  if (level !== 'all') parameters.set('show', level);
  if (since !== null) parameters.set('since', since);
  return parameters;
}

interface LogFiltersProps {
  filter: LogFilter;
  onChange: (parameters: URLSearchParams, options: { replace: true }) => void;
}

export function LogFilters({ filter, onChange }: LogFiltersProps) {
  const change = (part: Partial<LogFilter>) => {
    onChange(write({ ...filter, ...part }), { replace: true });
  };
  return (
    <div className={styles.filters}>
      <label>
        {messages.level}
        <select
          value={filter.level}
          onChange={({ target }) => {
            change({ level: levels.find((level) => level === target.value) ?? 'all' });
          }}
        >
          {levels.map((level) => (
            <option key={level} value={level}>
              {messages.levels[level]}
            </option>
          ))}
        </select>
      </label>
      <label>
        {messages.since}
        <select
          value={filter.since ?? ''}
          onChange={({ target }) => {
            change({ since: agos.find((ago) => ago === target.value) ?? null });
          }}
        >
          <option value="">{messages.sinceEver}</option>
          {agos.map((ago) => (
            <option key={ago} value={ago}>
              {messages.agos[ago]}
            </option>
          ))}
        </select>
      </label>
      <label>
        {messages.filter}
        <input
          type="search"
          size={16}
          maxLength={200}
          value={filter.text}
          placeholder={messages.filterHint}
          onChange={({ target }) => {
            change({ text: target.value });
          }}
        />
      </label>
    </div>
  );
}
