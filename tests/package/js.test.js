// The translation to JavaScript gives the same answers as the module, where a translation can go wrong: arithmetic with
// 64 bits, conversions of numbers, memory that grows, depth.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as main from 'bizproc-tasks';
import * as js from 'bizproc-tasks/js';

const TYPES = ['int', 'double', 'date', 'datetime', 'user', 'bool', 'string', 'S:Money', 'select'];

const task = main.parseTask({
  ID: '11',
  NAME: 'Numbers',
  ACTIVITY: 'RequestInformationActivity',
  USER_ID: '1',
  USER_STATUS: '0',
  STATUS: '0',
  PARAMETERS: {
    ShowComment: 'Y',
    CommentRequired: 'N',
    Fields: TYPES.map((Type) => ({
      Id: Type,
      Type,
      Name: Type,
      Required: false,
      Multiple: false,
      Options: Type === 'select' ? { 1: 'one', '-1': 'other' } : null,
      Settings: null,
      Default: '',
    })),
  },
});

/** @param {() => unknown} call */
function answer(call) {
  try {
    return call();
  } catch (error) {
    assert.equal(/** @type {any} */ (error).name, 'BizprocError');
    return /** @type {any} */ (error).toJSON();
  }
}

/** @param {(entry: typeof main) => unknown} call */
function assertSame(call, message = '') {
  const wanted = answer(() => call(main));
  assert.deepEqual(
    answer(() => call(js)),
    wanted,
    message,
  );
  return wanted;
}

/** The same numbers each time. @param {number} seed */
function* random(seed) {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    yield state >>> 0;
  }
}

/** Doubles of any bits, whole numbers of any length, moments, and what lies at the edges of 32, 53 and 64 bits. */
function numbers() {
  const bits = new DataView(new ArrayBuffer(8));
  const digits = random(7);
  const next = () => Number(digits.next().value);
  const found = [0, -0, 0.1, 1e21, 1e-7, 5e-324, 1.7976931348623157e308, Number.NaN, -1 / 0, 1 / 0];
  for (const power of [31, 32, 33, 52, 53, 54, 62, 63, 64, 65]) {
    for (const step of [-1, 0, 1]) found.push(2 ** power + step, -(2 ** power) + step);
  }
  for (let count = 0; count < 60; count++) {
    bits.setUint32(0, next());
    bits.setUint32(4, next());
    found.push(
      bits.getFloat64(0),
      next() / 100,
      Number((next() * 2 ** 21).toPrecision(1 + (count % 17))),
    );
  }
  return found;
}

test('numbers of all sizes', () => {
  let accepted = 0;
  for (const value of numbers()) {
    for (const given of [value, String(value)]) {
      for (const field of task.fields) {
        assertSame((entry) => entry.validateField(field, given), `${field.type} ${given}`);
      }
      const fields = Object.fromEntries(TYPES.map((type) => [type, given]));
      assertSame(({ validateCompletion }) =>
        validateCompletion({ taskId: given, status: given, fields }, task, { lang: 'ru' }),
      );
      for (const type of TYPES) {
        const sent = assertSame(
          ({ toParams }) =>
            toParams(
              /** @type {any} */ ({ taskId: 11, status: 'ok', fields: { [type]: given } }),
              task,
            ),
          `${type} ${given}`,
        );
        if (/** @type {any} */ (sent).TASK_ID) accepted++;
      }
    }
  }
  assert.ok(accepted > 500, `${accepted} accepted`);
});

test('moments from the first day to the last', () => {
  const steps = random(3);
  const [first, last] = [Date.UTC(1), Date.UTC(9999, 11, 31)];
  for (let at = first - 1e12; at <= last + 1e12; at += 5e11 + Number(steps.next().value)) {
    for (const given of [new Date(at), new Date(at).toISOString(), String(Math.floor(at / 1000))]) {
      for (const type of ['date', 'datetime']) {
        assertSame(
          ({ toParams }) => toParams({ taskId: 11, status: 'ok', fields: { [type]: given } }, task),
          `${type} ${at}`,
        );
      }
    }
  }
});

test('BigInts of more than 32 bits, and of more than 64', () => {
  const edges = [
    0n,
    1n,
    11n,
    2n ** 31n,
    2n ** 32n,
    2n ** 53n,
    2n ** 63n,
    2n ** 64n,
    2n ** 64n + 11n,
  ];
  for (const value of edges.flatMap((edge) => [edge, edge - 1n, edge + 1n, -edge])) {
    const sent = assertSame(
      ({ toParams }) => toParams(/** @type {any} */ ({ taskId: value, status: 1n })),
      `${value}`,
    );
    const isId = value > 0n && value <= 2n ** 53n - 1n;
    assert.equal(/** @type {any} */ (sent).TASK_ID, isId ? Number(value) : undefined, `${value}`);
    assertSame(
      ({ validateCompletion }) =>
        validateCompletion(
          { taskId: 11, status: 'ok', fields: { int: value, string: value } },
          task,
        ),
      `${value}`,
    );
  }
});

test('texts that make memory grow, and values that are nested deeply', () => {
  for (const size of [1e5, 1e6, 5e6]) {
    const text = 'Ж'.repeat(size);
    const sent = js.toParams({ taskId: 11, status: 'ok', fields: { string: text } }, task);
    assert.equal(sent.FIELDS?.string, text);
  }
  let nested = /** @type {any} */ ('x');
  for (let depth = 0; depth < 5000; depth++) nested = depth % 2 ? [nested] : { nested };
  assertSame(({ validateCompletion }) =>
    validateCompletion({ taskId: 11, status: 'ok', fields: { string: nested } }, task),
  );
});
