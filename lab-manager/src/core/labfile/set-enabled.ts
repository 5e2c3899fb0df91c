import { isScalar, parseDocument } from 'yaml';
import { fillMappings } from './filled-mapping.ts';

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
  fillMappings(document, path.slice(0, 2));
  document.setIn(path, enabled);
  return document.toString({ lineWidth: 0 });
}
