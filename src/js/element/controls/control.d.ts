import type { Field, FieldValue } from 'bizproc-tasks';
import type { TemplateResult } from 'lit';
import type { Pickers } from '../pickers.js';
import type { Translator } from '../translator.js';

/**
 * The control of a field. `Entered` is the content of its inputs as data. It is replaced, never changed.
 */
export interface Control<Entered> {
  /** `input`: the field's label belongs to its only input, which has the field's id. Otherwise the label belongs to the
   *  group of inputs. */
  role: 'input' | 'group' | 'radiogroup';
  /** The content of the inputs for a value: a default, or a value of the app. */
  enter(value: unknown, field: Field, t: Translator): Entered;
  /** The value of the content of the inputs. */
  read(entered: Entered, field: Field, t: Translator): FieldValue;
  /** The data for a draft. `enter` restores it, also in another language. Default: the value. */
  save?(entered: Entered, field: Field, t: Translator): unknown;
  render(place: Place<Entered>): TemplateResult;
  /** Help texts below the label. */
  hints?(field: Field, t: Translator, pickers: Pickers): string[];
}

/** The context in which a control is rendered. */
export interface Place<Entered> {
  /** Unique in the element. */
  id: string;
  field: Field;
  entered: Entered;
  /** Called with new content of the inputs. */
  set(entered: Entered): void;
  t: Translator;
  pickers: Pickers;
  /** Names of users and CRM items by their values. */
  names: ReadonlyMap<string, string>;
  required: boolean;
  /** Whether the value at an index has an error; without an index, whether the field has one. */
  isInvalid(index?: number): boolean;
  /** The ids of the elements that describe the input; undefined if the group has them. */
  describedBy: string | undefined;
  /** The name of one of several inputs. */
  label: string | undefined;
}
