import { LabError } from '../../../core/model/lab-error.ts';

export interface DumpEstimate {
  bytes: number;
  notTransactional: readonly string[];
  withoutHistory: readonly string[];
  /** How many accounts people made; 0 where the image is of a time when it didn't say. */
  accounts: number;
  /** Undefined: the image is of a time when it didn't say. */
  serverVersion: string | undefined;
}

/** What `labstead-database estimate` prints, an object a line, → its meaning. */
export function readEstimate(text: string): DumpEstimate {
  const lines = text.split('\n').filter((line) => line !== '');
  const [first, ...others] = lines.map(parsed);
  if (typeof first?.bytes !== 'number') throw unreadable();
  return {
    bytes: first.bytes,
    serverVersion: typeof first.version === 'string' ? first.version : undefined,
    accounts: typeof first.accounts === 'number' ? first.accounts : 0,
    notTransactional: named(others, 'table'),
    withoutHistory: named(others, 'withoutHistory'),
  };
}

const kinds = ['table', 'withoutHistory'] as const;

function named(lines: readonly Line[], kind: (typeof kinds)[number]): readonly string[] {
  return lines
    .filter((line) => kinds.every((it) => it === kind || line[it] === undefined))
    .map(({ [kind]: table }) => {
      if (typeof table !== 'string') throw unreadable();
      return table;
    });
}

interface Line {
  bytes?: unknown;
  accounts?: unknown;
  version?: unknown;
  table?: unknown;
  withoutHistory?: unknown;
}

function parsed(line: string): Line {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    throw unreadable();
  }
}

const unreadable = (): LabError =>
  new LabError('backup.dump_failed', 'The database did not say how much there is to write out.', {
    hint: 'See whether its image is of another version than the lab’s; apply the lab.',
  });
