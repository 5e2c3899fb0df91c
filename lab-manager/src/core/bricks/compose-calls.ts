/** What a Python source asks Constellab's lab manager for by its `DockerService`. */
export interface ComposeCalls {
  /** Databases; the name where one is written there. */
  databases: { line: number; name: string | undefined }[];
  /** Compose files that are written in the source itself. */
  texts: { line: number; text: string }[];
  /** Compose files from somewhere else. */
  starts: { line: number }[];
}

const call = /(?<!\bdef[ \t]{1,9})\b(register_sqldb_compose|register_and_start_compose)\s{0,20}\(/g;
const named = /\b(?:unique_name|database|database_name)\s{0,20}=\s{0,20}["']([\w-]{1,100})["']/;
const literal = /("""|''')([\s\S]*?)\1/g;
const looksComposed = /^[ \t]*services[ \t]*:/m;

/** As far as an argument is looked for behind its call. */
const callLength = 2_000;
/** Of one source. */
const mostCalls = 20;
const mostText = 64 * 1024;

export function composeCallsIn(source: string): ComposeCalls {
  const calls = [...withoutRemarks(source).matchAll(call)].slice(0, mostCalls);
  const found = (name: string) => calls.filter((one) => one[1] === name);
  const starts = found('register_and_start_compose').map(({ index }) => ({ line: lineAt(source, index) }));
  const texts = starts.length === 0 ? [] : textsIn(source);
  return {
    databases: found('register_sqldb_compose').map(({ index }) => ({
      line: lineAt(source, index),
      name: named.exec(source.slice(index, index + callLength))?.[1],
    })),
    texts,
    starts: texts.length > 0 ? [] : starts,
  };
}

const textsIn = (source: string): ComposeCalls['texts'] =>
  [...source.matchAll(literal)]
    .filter(({ 2: text = '' }) => text.length <= mostText && looksComposed.test(text))
    .slice(0, mostCalls)
    .map(({ index, 2: text = '' }) => ({ line: lineAt(source, index), text }));

/** As long as before, so that what is found stands where it stood. */
const withoutRemarks = (source: string): string =>
  source.replaceAll(/#[^\n]*/g, (remark) => ' '.repeat(remark.length));

const lineAt = (source: string, index: number): number => source.slice(0, index).split('\n').length;
