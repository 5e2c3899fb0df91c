import { isMap, isScalar, isSeq, parseDocument } from 'yaml';
import { fillMappings } from './filled-mapping.ts';

/**
 * The lab file with a repository of that name in that place. Where one is written its place alone is exchanged; else it is put in,
 * comments and order kept. `text` is a valid lab file.
 */
export function withRepository(text: string, { name, location }: { name: string; location: string }): string {
  const document = parseDocument(text, { version: '1.2' });
  const path = ['backup', 'repositories'];
  const list = document.getIn(path, true);
  const index = isSeq(list) ? list.items.findIndex((one) => isMap(one) && one.get('name') === name) : -1;
  const written = document.getIn([...path, index, 'location'], true);
  if (index >= 0 && isScalar(written) && written.range) {
    const [from, to] = written.range;
    return text.slice(0, from) + JSON.stringify(location) + text.slice(to);
  }
  fillMappings(document, ['backup']);
  if (isSeq(list)) document.addIn(path, document.createNode({ name, location }));
  else document.setIn(path, document.createNode([{ name, location }]));
  return document.toString({ lineWidth: 0 });
}
