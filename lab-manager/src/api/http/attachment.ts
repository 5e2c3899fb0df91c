/**
 * `Content-Disposition` for a file of any name (RFC 6266): a plain name for old readers, the whole one for all others. Nothing in it
 * ends the header or the quotes, leads to another folder, or shows as another name than it is.
 */
export function attachment(name: string): string {
  const safe = named(name.toWellFormed().replaceAll(unsafe, '_'));
  const plain = safe.replaceAll(/[^\x20-\x7e]|["%]/g, '_');
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded(safe)}`;
}

/** What doesn't print (marks that turn the direction of writing, too), and what leads elsewhere on some system. */
const unsafe = /[\p{C}\p{Zl}\p{Zp}/\\:]/gu;

const named = (name: string): string => (/^[. ]*$/.test(name) ? 'file' : name);

/** RFC 8187: more than `encodeURIComponent` escapes. */
const encoded = (name: string): string =>
  encodeURIComponent(name).replaceAll(
    /['()*!]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
