const baseClass = 'LazyAbstractDbManager';
/** More names for one class than any source has. */
const mostNames = 10;

/** `LazyAbstractDbManager as Base` of an import, and `Base = gws_core.LazyAbstractDbManager`. */
const otherNames = [
  /\bLazyAbstractDbManager[ \t]+as[ \t]+([A-Za-z_]\w{0,99})/g,
  /^[ \t]*([A-Za-z_]\w{0,99})[ \t]*(?::[^=\n]{1,100})?=[ \t]*(?:\w{1,100}\.){0,5}LazyAbstractDbManager[ \t]*$/gm,
];

/** Constellab's classes in a Python source that have a lab manager make a database, whatever its author calls their base. */
export function databaseManagersIn(source: string): { className: string; line: number }[] {
  if (!source.includes(baseClass)) return [];
  // A remark may stand behind each base, and hold a parenthesis.
  const code = source.replaceAll(/#[^\n]*/g, '');
  const others = otherNames.flatMap((pattern) => [...code.matchAll(pattern)].map(({ 1: name = '' }) => name));
  const names = [baseClass, ...new Set(others)].slice(0, mostNames);
  return [...code.matchAll(classOf(names))].flatMap(({ 1: className = '', index }) =>
    // The base that all have in common is no such class itself.
    className === baseClass ? [] : [{ className, line: code.slice(0, index).split('\n').length }],
  );
}

/** A class whose database is asked for at run time, its bases over as many lines as its author liked. */
const classOf = (bases: readonly string[]): RegExp =>
  new RegExp(
    String.raw`^class[ \t]+([A-Za-z_]\w{0,99})[ \t]*\([^)]{0,400}\b(?:${bases.join('|')})\b[^)]{0,400}\)`,
    'gm',
  );
