/**
 * A pattern of the engine of backups as an extended regular expression of what `find` names, whose locale is C: of bytes. A
 * pattern there holds name by name, `**` for any number of folders. Beyond ASCII a `?` is two to four bytes, and a range or what
 * is not in a class is any character.
 */
export function findPattern(pattern: string): string {
  const parts = pattern.split('/');
  // What lies in a folder that is left out is left out with it.
  while (parts.at(-1) === '**') parts.pop();
  return parts
    .map((part, index) => (part === '**' ? '(.*/)?' : nameOf(part) + (index < parts.length - 1 ? '/' : '')))
    .join('');
}

/** For a range that ends before it begins: no name has a / in it. */
const nothing = '//';

const beyondAscii = '[^[:cntrl:][:print:]]{2,4}';
const oneCharacter = `([[:cntrl:] !-.0-~]|${beyondAscii})`;
const token = /\[(?<not>\^?)(?<members>(?:\\.|[^\]\\])+)\]|\\(?<escaped>.)|(?<plain>[^])/gu;

const nameOf = (name: string): string =>
  [...name.matchAll(token)]
    .map(({ groups: { not, members, escaped, plain } = {} }) => {
      if (members !== undefined) return classOf(members, not === '^');
      if (plain === '*') return '[^/]*';
      if (plain === '?') return oneCharacter;
      return literal(escaped ?? plain ?? '');
    })
    .join('');

const literal = (text: string): string => text.replaceAll(/[.[()*+?{|^$\\]/g, '\\$&');

const ascii: readonly string[] = Array.from({ length: 127 }, (_, index) =>
  String.fromCharCode(index + 1),
).filter((character) => character !== '/');

interface Range {
  from: string;
  to: string;
}

/** Each as an alternative of its own: within brackets a regular expression knows no escape. */
function classOf(members: string, isNegated: boolean): string {
  const ranges = [...members.matchAll(/(\\?[^])(?:-(\\?[^]))?/gu)].map(([, from = '', to = from]): Range => ({
    from: unescaped(from),
    to: unescaped(to),
  }));
  const holds = (one: string): boolean => ranges.some(({ from, to }) => from <= one && one <= to);
  const listed = ascii.filter((one) => holds(one) !== isNegated).map(literal);
  const others = isNegated ? [beyondAscii] : ranges.flatMap(othersOf);
  const all = [...listed, ...others];
  return all.length === 0 ? nothing : `(${all.join('|')})`;
}

const othersOf = ({ from, to }: Range): readonly string[] => {
  if (to <= '\u007f' || from > to) return [];
  return [from === to ? literal(from) : beyondAscii];
};

const unescaped = (text: string): string => text.replace(/^\\(?=[^])/u, '');
