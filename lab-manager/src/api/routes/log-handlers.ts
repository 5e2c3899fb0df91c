import type { LogLine } from '../../core/ports.ts';
import type { LogSearch } from '../../engine/search-log.ts';
import type { Services } from '../services.ts';
import type { Handlers } from './handler.ts';

type Names = 'getLogs';

export function logHandlers({ deps }: Services): Pick<Handlers, Names> {
  return {
    getLogs: ({ params, query, signal }) => {
      const { tail, follow, format, grep } = query;
      const since = query.since === undefined ? undefined : Date.parse(query.since);
      const asked: LogSearch = { tail, since, follow, grep };
      const lines = deps.lab.logs(params.service, asked, signal);
      const contentType = format === 'json' ? 'application/x-ndjson' : 'text/plain; charset=utf-8';
      return { lines: written(lines, format === 'json' ? asJson : asText), contentType };
    },
  };
}

async function* written(
  lines: AsyncIterable<LogLine>,
  write: (line: LogLine) => string,
): AsyncIterable<string> {
  for await (const line of lines) yield `${write(line)}\n`;
}

function asText({ time, stream, text }: LogLine): string {
  return `${time} ${stream} ${text}`;
}

function asJson({ time, stream, text }: LogLine): string {
  return JSON.stringify({ time, stream, text });
}
