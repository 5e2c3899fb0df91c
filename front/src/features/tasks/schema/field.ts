interface Common {
  name: string;
  title: string;
  description: string;
  /** Has to be given: no default, and not nullable. */
  required: boolean;
  /** What the form begins with. */
  initial: FieldValue;
}

export type FieldValue = string | boolean | readonly string[];

/** The input whose columns are to be chosen from. */
interface Columns {
  columnOf: string | undefined;
}

export interface TextField extends Common, Columns {
  kind: 'text';
  minLength: number | undefined;
  maxLength: number | undefined;
  pattern: string | undefined;
}

export interface NumberField extends Common {
  kind: 'number';
  integer: boolean;
  minimum: number | undefined;
  maximum: number | undefined;
  above: number | undefined;
  below: number | undefined;
}

export interface BooleanField extends Common {
  kind: 'boolean';
}

export interface Choice {
  /** As JSON, since a choice may be any value. */
  json: string;
  label: string;
}

export interface ChoiceField extends Common {
  kind: 'choice';
  choices: readonly Choice[];
}

export interface ListField extends Common, Columns {
  kind: 'list';
  choices: readonly Choice[] | undefined;
  minItems: number | undefined;
  maxItems: number | undefined;
}

/** A part of the schema that no control here fits: the person writes JSON. */
export interface JsonField extends Common {
  kind: 'json';
}

export type Field = TextField | NumberField | BooleanField | ChoiceField | ListField | JsonField;
