import { isScalar, isSeq, type ParsedNode } from 'yaml';
import { invalid, refuse, type Field, type Place } from './field.ts';

export interface ListRule {
  most: number;
  /** What the list holds: `repositories`. */
  words: string;
  example: string;
}

/** A list of at most so many; undefined where nothing is written. Each item has its place: `leaveOut[1]`. */
export function list<T>(item: Field<T>, { most, words, example }: ListRule): Field<readonly T[] | undefined> {
  return (place) => {
    if (place.node === undefined) return undefined;
    if (!isSeq(place.node)) return refuse(place, 'has to be a list', `Write for example ${example}.`);
    const nodes = place.node.items as readonly ParsedNode[];
    if (nodes.length > most) return refuse(place, `holds more than ${most} ${words}`, 'Take some out.');
    const read = nodes.map((node, index) => item(itemPlace(place, node, index)));
    const values = read.filter((one) => one !== invalid);
    return values.length === read.length ? (values as T[]) : invalid;
  };
}

/** Where the item of that number is, or would be. */
export function itemPlace(place: Place, node: ParsedNode, index: number): Place {
  const path = `${place.path}[${index}]`;
  const line = place.lineOf(node);
  return {
    ...place,
    path,
    line,
    node: isScalar(node) && node.value === null ? undefined : node,
    report: (problem, at) => {
      place.report(problem, { path, line, ...at });
    },
  };
}
