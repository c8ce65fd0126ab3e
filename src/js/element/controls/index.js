import { one, several, yesNo } from './choice.js';
import { date, dateTime, time } from './date.js';
import { crmItems, users } from './entity.js';
import { files } from './file.js';
import { list } from './list.js';
import { money } from './money.js';
import {
  address,
  decimal,
  email,
  entityId,
  integer,
  line,
  lines,
  markup,
  phone,
  unknown,
  url,
} from './text.js';

/** @import { Control } from './control.js' */
/** @import { Field, FieldKind } from 'bizproc-tasks' */

/** The control for one value of each kind. @type {Record<FieldKind, Control<any>>} */
const SINGLE = {
  bool: yesNo,
  integer,
  double: decimal,
  text: line,
  address,
  select: line,
  date,
  datetime: dateTime,
  time,
  file: files,
  user: users,
  'entity-id': entityId,
  'crm-item': crmItems,
  money,
  html: markup,
  email,
  phone,
  url,
  messenger: line,
  any: unknown,
};

/** Controls that support several values themselves. */
const TAKE_SEVERAL = [users, crmItems, files];

/** Types with long texts. */
const LONG = ['text', 't'];

/**
 * The control of a field.
 *
 * @param {Field} field
 * @param {FieldKind} kind
 * @returns {Control<any>}
 */
export function controlOf(field, kind) {
  const { multiple, options, type } = field;
  if (kind === 'select' && options) {
    return multiple ? several(options.length) : one(options.length);
  }
  const single = LONG.includes(type.toLowerCase()) ? lines : SINGLE[kind];
  return multiple && !TAKE_SEVERAL.includes(single) ? list(single) : single;
}
