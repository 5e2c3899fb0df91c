import { messages } from './messages.ts';
import type { LogFilter } from './log-lines.ts';
import styles from './log-page.module.css';

const levels = ['all', 'notable', 'errors'] as const;

/** The filter lives in the address, so that a link shows the same lines. */
export function readFilter(parameters: URLSearchParams): LogFilter {
  return {
    text: parameters.get('text') ?? '',
    level: levels.find((level) => level === parameters.get('show')) ?? 'all',
  };
}

function write({ text, level }: LogFilter): URLSearchParams {
  const parameters = new URLSearchParams();
  if (text !== '') parameters.set('text', text);
  if (level !== 'all') parameters.set('show', level);
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
        {messages.filter}
        <input
          type="search"
          size={16}
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
