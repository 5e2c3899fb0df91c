import { isMap, isScalar, parseDocument } from 'yaml';

/**
 * The lab file with one environment enabled or disabled. Where the word is written it alone is exchanged; else it is put
 * in, comments and order kept. `text` is a valid lab file.
 */
export function withEnabled(text: string, environment: string, enabled: boolean): string {
  const document = parseDocument(text, { version: '1.2' });
  const path = ['environments', environment, 'enabled'];
  const written = document.getIn(path, true);
  if (isScalar(written) && typeof written.value === 'boolean' && written.range) {
    const [from, to] = written.range;
    return text.slice(0, from) + String(enabled) + text.slice(to);
  }
  // `environments:` with nothing behind it is no mapping yet.
  for (const depth of [1, 2]) {
    const outer = path.slice(0, depth);
    const empty = document.getIn(outer, true);
    if (isMap(empty)) continue;
    const filled = document.createNode({});
    if (isScalar(empty)) {
      filled.commentBefore = [empty.commentBefore, empty.comment].filter((it) => it).join('\n') || null;
      filled.spaceBefore = empty.spaceBefore === true;
    }
    document.setIn(outer, filled);
  }
  document.setIn(path, enabled);
  return document.toString({ lineWidth: 0 });
}
