// The same rules for the same form, for each library.
import { Ajv } from 'ajv';
import { init, parseTask, taskSchema, validateCompletion, validateField } from 'bizproc-tasks';
import * as v from 'valibot';
import { z } from 'zod';

/**
 * @typedef {object} Result
 * @property {string} way
 * @property {number} valid microseconds for a form without issues
 * @property {number} invalid microseconds for one with issues
 * @property {number} issues how many the way reports there
 */

/** Long enough for the resolution of the browser's clock, 0.1 ms. */
const ROUND_MS = 20;
const ROUNDS = 15;

/** Engines compile WebAssembly quickly first, and optimize it in the background. */
const WARM_UP_MS = 1_000;

const OPTIONS = { post: 'By post', courier: 'By courier' };

/** @type {[string, string, boolean][]} id, type, whether it is required */
const FIELDS = [
  ['contractor', 'string', true],
  ['phone', 'string', true],
  ['city', 'string', true],
  ['note', 'text', false],
  ['reason', 'text', false],
  ['count', 'int', true],
  ['rooms', 'int', false],
  ['price', 'double', true],
  ['agreed', 'bool', false],
  ['delivery', 'select', true],
  ['start', 'date', true],
  ['end', 'date', false],
];

const task = {
  ID: '1',
  NAME: 'Form',
  USER_ID: '1',
  STATUS: '0',
  USER_STATUS: '0',
  ACTIVITY: 'RequestInformationActivity',
  WORKFLOW_ID: 'wf',
  DOCUMENT_ID: 'DEAL_1',
  PARAMETERS: {
    ShowComment: 'Y',
    CommentRequired: 'N',
    Fields: FIELDS.map(([Id, Type, Required]) => ({
      Id,
      Type,
      Name: Id,
      Required,
      Multiple: false,
      Options: Type === 'select' ? OPTIONS : null,
      Settings: null,
      Default: null,
    })),
  },
};

const VALID = {
  status: 'ok',
  comment: 'Checked with the accountants',
  fields: {
    contractor: 'Acme Building Company',
    phone: '+1 555 0100',
    city: 'Springfield',
    note: 'Call before delivery, the gate is closed',
    reason: 'The contract of the last year has ended',
    count: '25',
    rooms: '4',
    price: '1250.50',
    agreed: 'Y',
    delivery: 'post',
    start: '2026-12-01',
    end: '2026-12-31',
  },
};

/** Each text differs from that of `VALID`. @type {typeof VALID} */
const OTHER_VALID = {
  status: 'OK',
  comment: 'The lawyers have checked it too',
  fields: {
    contractor: 'Springfield Roofing',
    phone: '+1 555 0199',
    city: 'Shelbyville',
    note: 'The entrance is behind the house',
    reason: 'Nobody else offers this service here',
    count: '31',
    rooms: '7',
    price: '980.75',
    agreed: 'N',
    delivery: 'courier',
    start: '2027-01-01',
    end: '2027-01-31',
  },
};

const INVALID = {
  ...VALID,
  fields: {
    ...VALID.fields,
    contractor: '',
    phone: '',
    city: '',
    count: 'many',
    rooms: '1.5',
    price: 'cheap',
    delivery: 'pigeon',
    start: 'soon',
    end: '2026-02-31',
  },
};

const INTEGER = '^[+-]?\\d+$';
const NUMBER = '^[+-]?\\d+(\\.\\d+)?$';

const integer = new RegExp(INTEGER);
const number = new RegExp(NUMBER);

const zodSchema = z.object({
  status: z.enum(['ok', 'cancel']),
  comment: z.string(),
  fields: z.object({
    contractor: z.string().min(1),
    phone: z.string().min(1),
    city: z.string().min(1),
    note: z.string(),
    reason: z.string(),
    count: z.string().regex(integer),
    rooms: z.string().regex(integer),
    price: z.string().regex(number),
    agreed: z.enum(['Y', 'N']),
    delivery: z.enum(['post', 'courier']),
    start: z.iso.date(),
    end: z.iso.date(),
  }),
});

const text = () => v.pipe(v.string(), v.minLength(1));
const valibotSchema = v.object({
  status: v.picklist(['ok', 'cancel']),
  comment: v.string(),
  fields: v.object({
    contractor: text(),
    phone: text(),
    city: text(),
    note: v.string(),
    reason: v.string(),
    count: v.pipe(v.string(), v.regex(integer)),
    rooms: v.pipe(v.string(), v.regex(integer)),
    price: v.pipe(v.string(), v.regex(number)),
    agreed: v.picklist(['Y', 'N']),
    delivery: v.picklist(['post', 'courier']),
    start: v.pipe(v.string(), v.isoDate()),
    end: v.pipe(v.string(), v.isoDate()),
  }),
});

const ajv = new Ajv({ allErrors: true, formats: { date: isDate } });
const string = { type: 'string' };
const ajvValidate = ajv.compile({
  type: 'object',
  required: ['status', 'fields'],
  properties: {
    status: { enum: ['ok', 'cancel'] },
    comment: string,
    fields: {
      type: 'object',
      required: FIELDS.filter(([, , required]) => required).map(([id]) => id),
      properties: {
        contractor: { ...string, minLength: 1 },
        phone: { ...string, minLength: 1 },
        city: { ...string, minLength: 1 },
        note: string,
        reason: string,
        count: { ...string, pattern: INTEGER },
        rooms: { ...string, pattern: INTEGER },
        price: { ...string, pattern: NUMBER },
        agreed: { enum: ['Y', 'N'] },
        delivery: { enum: ['post', 'courier'] },
        start: { ...string, format: 'date' },
        end: { ...string, format: 'date' },
      },
    },
  },
});

/** @param {string} text */
function isDate(text) {
  const date = new Date(`${text}T00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** Runs something until the engine has optimized it. @param {() => unknown} run */
function warmUp(run) {
  const start = performance.now();
  while (performance.now() - start < WARM_UP_MS) run();
}

/** Microseconds per run: the median of many rounds. @param {() => unknown} run */
function time(run) {
  let runs = 1;
  const round = () => {
    const start = performance.now();
    for (let count = 0; count < runs; count++) run();
    return performance.now() - start;
  };
  while (round() < ROUND_MS) runs *= 2;
  const times = Array.from({ length: ROUNDS }, round).sort((one, other) => one - other);
  return ((times[ROUNDS >> 1] ?? 0) / runs) * 1_000;
}

/**
 * Measures each library.
 *
 * @returns {Promise<Result[]>}
 */
async function measure() {
  await init();
  const parsed = parseTask(task);
  const schema = taskSchema(parsed)['~standard'];
  const [field] = parsed.fields;
  let isOther = false;
  /** @type {Record<string, (values: any) => number>} */
  const ways = {
    taskSchema: (values) => {
      const result = schema.validate(values);
      return 'issues' in result ? result.issues.length : 0;
    },
    // Validates two forms in turn, which have no text in common. The other ways validate one form again and again.
    'taskSchema, other texts each time': (values) => {
      isOther = !isOther;
      const result = schema.validate(values === VALID && isOther ? OTHER_VALID : values);
      return 'issues' in result ? result.issues.length : 0;
    },
    validateCompletion: (values) => validateCompletion({ taskId: 1, ...values }, parsed).length,
    'validateField, one of the fields': ({ fields }) =>
      field ? validateField(field, fields.contractor).length : 0,
    zod: (values) => zodSchema.safeParse(values).error?.issues.length ?? 0,
    valibot: (values) => v.safeParse(valibotSchema, values).issues?.length ?? 0,
    ajv: (values) => (ajvValidate(values) ? 0 : (ajvValidate.errors?.length ?? 0)),
  };
  for (const [way, run] of Object.entries(ways))
    if (run(VALID) > 0) throw new Error(`${way} finds issues in a form that has none`);
  for (const run of Object.values(ways))
    for (const values of [VALID, INVALID]) warmUp(() => run(values));
  return Object.entries(ways).map(([way, run]) => ({
    way,
    valid: time(() => run(VALID)),
    invalid: time(() => run(INVALID)),
    issues: run(INVALID),
  }));
}

Object.assign(window, { measure });
