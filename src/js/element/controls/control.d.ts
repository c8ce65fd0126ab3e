import type { Field, FieldValue } from 'bizproc-tasks';
import type { TemplateResult } from 'lit';
import type { Pickers } from '../pickers.js';
import type { Translator } from '../translator.js';

/**
 * How a field is filled in. `Entered` is what its inputs hold, as data: it is replaced, never changed.
 */
export interface Control<Entered> {
  /** `input`: the field's label belongs to the one input, which has the field's id. Else to all inputs together. */
  role: 'input' | 'group' | 'radiogroup';
  /** What the inputs hold for a value: a default, or what the app has given. */
  enter(value: unknown, field: Field, t: Translator): Entered;
  /** The value of what was entered. */
  read(entered: Entered, field: Field, t: Translator): FieldValue;
  /** What a draft keeps, as data: `enter` takes it back, also in another language. Default: the value. */
  save?(entered: Entered, field: Field, t: Translator): unknown;
  render(place: Place<Entered>): TemplateResult;
  /** Texts of help below the label. */
  hints?(field: Field, t: Translator, pickers: Pickers): string[];
}

/** Where a control is rendered. */
export interface Place<Entered> {
  /** Unique in the element. */
  id: string;
  field: Field;
  entered: Entered;
  /** Takes what was entered from now on. */
  set(entered: Entered): void;
  t: Translator;
  pickers: Pickers;
  /** Names of users and CRM items by their values. */
  names: ReadonlyMap<string, string>;
  required: boolean;
  /** Whether the value at an index has an error; without an index, whether the field has one. */
  isInvalid(index?: number): boolean;
  /** The ids of what describes the input; undefined where the group has them. */
  describedBy: string | undefined;
  /** The name of one of several inputs. */
  label: string | undefined;
}
