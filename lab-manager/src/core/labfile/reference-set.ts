import { invalid, refuse, type Field } from './field.ts';
import { limits } from './limits.ts';
import { mapping } from './mapping-fields.ts';
import { bytes, requiredText, type Objection, type TextRule } from './scalar-fields.ts';
import type { ReferenceSet } from '../model/reference.ts';

const rule = (pattern: RegExp, message: string, example: string): TextRule => ({
  objection: (text): Objection | undefined =>
    pattern.test(text) ? undefined : { message, suggestion: `Write for example ${example}.` },
  example,
});

const size: Field<number> = (place) =>
  place.node === undefined
    ? refuse(place, 'is missing', 'Write the size of the file, for example 12 GB; ls -l tells it exactly.')
    : bytes(limits.reference, 0)(place);

const described = rule(/^[^\p{Cc}]{1,300}$/u, 'has to be a line of at most 300 characters', '"CC0 1.0"');

const fields = mapping({
  name: requiredText(
    rule(
      /^[a-z0-9][a-z0-9-]{0,39}$/,
      'is not a name: lower-case letters, digits and dashes',
      'ncbi-taxonomy',
    ),
  ),
  version: requiredText(
    rule(/^[a-z0-9][a-z0-9.]{0,39}$/, 'is not a version: lower-case letters, digits and dots', '"2026.11"'),
  ),
  url: requiredText(
    rule(
      /^https?:\/\/[^\s/@]+\/[^\s]{1,2000}$/,
      'is not the address of a file',
      'https://data.example.org/ncbi-taxonomy.sql.gz',
    ),
  ),
  size,
  sha256: requiredText(
    rule(/^[0-9a-f]{64}$/, 'is not a SHA-256 checksum: 64 of 0-9 and a-f', `the output of sha256sum`),
  ),
  /** Undefined (0) where nobody measured it: a table with its indexes is larger than the SQL that makes it. */
  builtSize: bytes(limits.reference, 0),
  licence: requiredText(described),
  origin: requiredText(described),
});

/** Nothing written is the set that comes with the product; what is written has to be whole. */
export const referenceSet: Field<ReferenceSet | undefined> = (place) => {
  if (place.node === undefined) return undefined;
  const read = fields(place);
  if (read === invalid) return invalid;
  const { size: fileBytes, builtSize, ...set } = read;
  return { ...set, bytes: fileBytes, builtBytes: builtSize === 0 ? 5 * fileBytes : builtSize };
};
