import { isScalar } from 'yaml';
import { limits } from './limits.ts';
import { record } from './mapping-fields.ts';
import { variableNameObjection, variableValueObjection } from './rules.ts';
import { invalid, refuse, type Field, type Place } from './field.ts';

const read = record(readVariable);

/** Environment variables: names and text. */
export const variables: Field<Record<string, string>> = (place) => {
  const values = read(place);
  if (values === invalid || Object.keys(values).length <= limits.variables) return values;
  return refuse(
    place,
    `holds more than ${limits.variables} variables`,
    'Put them into a file that the tasks read.',
  );
};

function readVariable(name: string, place: Place): string | typeof invalid {
  const aboutName = variableNameObjection(name);
  if (aboutName !== undefined) return refuse(place, aboutName.message, aboutName.suggestion);
  const value = asWritten(place);
  if (value === undefined) return refuse(place, 'has no text', 'Write text in quotes; "" is empty text.');
  const aboutValue = variableValueObjection(value);
  return aboutValue === undefined ? value : refuse(place, aboutValue.message, aboutValue.suggestion);
}

/** `1.0` and `true` are meant as what they look like: a variable is text. */
function asWritten({ node }: Place): string | undefined {
  if (!isScalar(node)) return undefined;
  return typeof node.value === 'string' ? node.value : node.source;
}
