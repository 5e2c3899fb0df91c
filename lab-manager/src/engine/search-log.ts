import type { LogLine, LogQuery } from '../core/ports.ts';

/** A query for people: `grep` keeps the lines with this text in them, capitals or not. */
export interface LogSearch extends LogQuery {
  grep: string | undefined;
}

type Read = (query: LogQuery) => AsyncIterable<LogLine>;

/**
 * The last lines that match, of everything that is kept, and not those that match of the last lines. The log is read
 * twice, to count and to tell, so that however much matches never has to be held.
 */
export async function* searchLog(read: Read, { grep, ...query }: LogSearch): AsyncGenerator<LogLine> {
  if (grep === undefined) {
    yield* read(query);
    return;
  }
  const wanted = grep.toLowerCase();
  const matching = (how: Partial<LogQuery>) => matchesOf(read({ ...query, tail: undefined, ...how }), wanted);
  const { tail } = query;
  let skip = tail === undefined ? 0 : Math.max(0, (await count(matching({ follow: false }))) - tail);
  for await (const line of matching({})) {
    if (skip > 0) skip -= 1;
    else yield line;
  }
}

async function* matchesOf(lines: AsyncIterable<LogLine>, wanted: string): AsyncGenerator<LogLine> {
  for await (const line of lines) if (line.text.toLowerCase().includes(wanted)) yield line;
}

async function count(lines: AsyncIterable<LogLine>): Promise<number> {
  let found = 0;
  for await (const _line of lines) found += 1;
  return found;
}
