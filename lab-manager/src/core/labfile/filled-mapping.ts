import { isMap, isScalar, type Document } from 'yaml';

/** Makes the mappings on the way to `path` where a key has nothing behind it yet; the comments there are kept. */
export function fillMappings(document: Document, path: readonly string[]): void {
  for (const depth of path.keys()) {
    const outer = path.slice(0, depth + 1);
    const empty = document.getIn(outer, true);
    if (isMap(empty)) continue;
    const filled = document.createNode({});
    if (isScalar(empty)) {
      filled.commentBefore = [empty.commentBefore, empty.comment].filter((it) => it).join('\n') || null;
      filled.spaceBefore = empty.spaceBefore === true;
    }
    document.setIn(outer, filled);
  }
}
