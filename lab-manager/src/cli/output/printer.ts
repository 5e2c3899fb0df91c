import type { CliError } from '../cli-error.ts';
import { exitCodes, exitFor, type ExitName } from '../exit-codes.ts';
import { printable, toned } from './style.ts';
import type { Terminal } from './terminal.ts';

/** The one place that decides between words and JSON. */
export interface Printer {
  json: boolean;
  /** The result of a command: the value itself as JSON, or what `words` makes of it. */
  result(value: unknown, words: () => string): void;
  /** Several values over time: one JSON object a line. */
  item(value: unknown, words: () => string): void;
  /** A remark for people only. */
  say(text: string): void;
  /** Prints the failure and answers the exit status. */
  failure(error: CliError): number;
}

export function printer(terminal: Terminal, json: boolean): Printer {
  return {
    json,
    result: (value, words) => terminal.data(json ? JSON.stringify(value, null, 2) : words()),
    item: (value, words) => terminal.data(json ? JSON.stringify(value) : words()),
    say: (text) => (json ? undefined : terminal.say(text)),
    failure(error) {
      const exit: ExitName = exitFor(error.code, error.httpStatus);
      terminal.progressDone();
      if (json) terminal.data(JSON.stringify({ error: asJson(error, exit) }, null, 2));
      else terminal.say(asWords(terminal, error));
      return exitCodes[exit].status;
    },
  };
}

function asJson(error: CliError, exit: ExitName): object {
  const { code, message, hint, details } = error;
  return { code, message, hint, errors: details, exitStatus: exitCodes[exit].status };
}

function asWords(terminal: Terminal, { code, message, hint, details }: CliError): string {
  const lines = [
    `${toned(terminal, 'bad', 'error:')} ${printable(message)} ${toned(terminal, 'quiet', `[${code}]`)}`,
  ];
  lines.push(...details.map((detail) => `  ${printable(detailAsWords(detail))}`));
  if (hint) lines.push(`  ${printable(hint)}`);
  return lines.join('\n');
}

/** `line 5, name: is missing. Write for example My lab.` */
function detailAsWords({ path, line, message, suggestion }: CliError['details'][number]): string {
  const place = [line === undefined ? '' : `line ${line}`, path].filter(Boolean).join(', ');
  return [place && `${place}:`, sentence(message), suggestion].filter(Boolean).join(' ');
}

function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
