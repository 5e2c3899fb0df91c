import { invalid, type Field } from './field.ts';
import { limits } from './limits.ts';
import { requiredText, type Objection } from './scalar-fields.ts';

/** Control characters, line separators, and marks that turn the direction of text around. */
const unprintable = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/** Spaces, and what has no width; the last is braille's blank. */
const invisible = /^[\s\p{Z}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]*$/u;

/** What people call the lab, without the spaces that no page shows and nobody types: around it, and more than one between words. */
export const labName: Field<string> = (place) => {
  const objection = (name: string): Objection | undefined =>
    nameObjection(name) ?? (place.isOldName?.(tidy(name)) === true ? undefined : unseen(name));
  const name = requiredText({ objection, example: '"Our lab"' })(place);
  return name === invalid ? invalid : tidy(name);
};

const tidy = (name: string): string => name.trim().replaceAll(/\s+/g, ' ');

function nameObjection(name: string): Objection | undefined {
  if (name.trim() === '') return { message: 'is empty', suggestion: 'Write what people call this lab.' };
  if ([...name].length > limits.nameLength)
    return { message: `is longer than ${limits.nameLength} characters`, suggestion: 'Shorten it.' };
  if (unprintable.test(name) || !name.isWellFormed())
    return {
      message: 'has characters that do not print',
      suggestion: 'Write it on one line, without control characters.',
    };
  return undefined;
}

/** Not asked of a lab that has borne such a name since before this was refused. */
function unseen(name: string): Objection | undefined {
  if (!invisible.test(name)) return undefined;
  return { message: 'has no character that can be seen', suggestion: 'Write what people call this lab.' };
}
