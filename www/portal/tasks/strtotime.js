/**
 * PHP's `strtotime`, for the formats that stored dates are likely to have. It does not depend on the culture:
 * 31.01.2025 and 01/31/2025 are dates on every portal.
 */

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const MONTH =
  '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?:uary|ruary|ch|il|e|y|ust|t|tember|ober|ember)?\\b';
const ORDINAL = '(?:st|nd|rd|th)?';
const UNIT = '(sec|second|min|minute|hour|day|week|fortnight|month|year)s?\\b';

/**
 * The parts that were parsed so far.
 *
 * @typedef {object} ParsedTime
 * @property {[number, number, number] | undefined} date Year, month and day.
 * @property {[number, number, number] | undefined} time Hour, minute and second.
 * @property {number | undefined} zone Seconds ahead of UTC.
 * @property {number | undefined} instant Epoch seconds.
 * @property {number | undefined} weekday
 * @property {{ months: number, days: number, seconds: number }} shift
 */

/**
 * The formats, in the order in which they are tried. Each returns false for a value out of its range.
 *
 * @type {[RegExp, (found: (string | undefined)[], reading: ParsedTime) => boolean][]}
 */
const FORMS = [
  [/@(-?\d+)/y, ([, seconds], reading) => setInstant(reading, Number(seconds))],
  [
    /(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?!\d)/y,
    ([, year, , month, day], reading) => setDate(reading, year, month, day),
  ],
  [
    /(\d{4})(\d{2})(\d{2})(?!\d)/y,
    ([, year, month, day], reading) => setDate(reading, year, month, day),
  ],
  [/(\d{4})-(\d{2})(?!\d)/y, ([, year, month], reading) => setDate(reading, year, month, '1')],
  [
    /(\d{1,2})\/(\d{1,2})\/(\d{4}|\d{2})(?!\d)/y,
    ([, month, day, year], reading) => setDate(reading, year, month, day),
  ],
  [
    /(\d{1,2})[.-](\d{1,2})[.-](\d{4})(?!\d)/y,
    ([, day, month, year], reading) => setDate(reading, year, month, day),
  ],
  [
    /(\d{1,2})\.(\d{1,2})\.([6-9]\d)(?!\d)/y,
    ([, day, month, year], reading) => setDate(reading, year, month, day),
  ],
  [
    /t?(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?(?:\s*([ap])\.?m\.?)?(?![\d:])/y,
    ([, hour, minute, second, half], reading) => setTime(reading, hour, minute, second, half),
  ],
  [
    /(\d{1,2})\s*([ap])\.?m\b\.?/y,
    ([, hour, half], reading) => setTime(reading, hour, '0', '0', half),
  ],
  [
    new RegExp(`(\\d{1,2})${ORDINAL}[ .-]*${MONTH}(?:[ .,-]*(\\d{4}))?`, 'y'),
    ([, day, month, year], reading) => setDate(reading, year, monthNumber(month), day),
  ],
  [
    new RegExp(`${MONTH}[ .-]*(\\d{4})(?!\\d)`, 'y'),
    ([, month, year], reading) => setDate(reading, year, monthNumber(month), '1'),
  ],
  [
    new RegExp(`${MONTH}[ .-]*(\\d{1,2})${ORDINAL}(?:[ .,]+(\\d{4}))?(?!\\d)`, 'y'),
    ([, month, day, year], reading) => setDate(reading, year, monthNumber(month), day),
  ],
  [
    new RegExp(`([+-]?)\\s*(\\d+)\\s*${UNIT}(\\s+ago\\b)?`, 'y'),
    ([, sign, count, unit, ago], reading) =>
      addShift(reading, Number(count) * ((sign === '-') === Boolean(ago) ? 1 : -1), unit),
  ],
  [
    new RegExp(`(next|last|previous|this)\\s+${UNIT}`, 'y'),
    ([, which, unit], reading) =>
      addShift(reading, which === 'next' ? 1 : which === 'this' ? 0 : -1, unit),
  ],
  [
    /(now|today|midnight|noon|tomorrow|yesterday)\b/y,
    ([, word], reading) => {
      if (word === 'now') return true;
      if (word === 'tomorrow') reading.shift.days += 1;
      if (word === 'yesterday') reading.shift.days -= 1;
      return setTime(reading, word === 'noon' ? '12' : '0', '0', '0', undefined);
    },
  ],
  [
    /(sun|mon|tue|wed|thu|fri|sat)(?:day|sday|nesday|rsday|s|urday)?\b/y,
    ([, name], reading) => {
      reading.weekday = WEEKDAYS.indexOf(name ?? '');
      return true;
    },
  ],
  [
    /(?:(?:utc|gmt)?([+-])(\d{1,2}):?(\d{2})?|utc|gmt|z)(?![\da-z])/y,
    ([, sign, hours, minutes], reading) => {
      if (reading.zone !== undefined) return false;
      reading.zone =
        (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60);
      return true;
    },
  ],
  [
    // Four digits are a time if possible.
    /(\d{2})(\d{2})(?!\d)/y,
    ([, first, second], reading) =>
      Number(first) <= 24 && Number(second) <= 59
        ? setTime(reading, first, second, '0', undefined)
        : setDate(reading, `${first}${second}`, undefined, undefined),
  ],
];

/**
 * The instant of a text in epoch seconds; undefined if PHP finds none.
 *
 * @param {string} text
 * @param {number} now Epoch seconds.
 * @param {(seconds: number) => number} shiftAt Seconds that the zone is ahead of UTC at an instant.
 * @returns {number | undefined}
 */
export function strtotime(text, now, shiftAt) {
  const reading = read(text.trim().toLowerCase());
  if (!reading) return undefined;
  const { date, time, zone, instant, weekday, shift } = reading;
  if (instant !== undefined) return instant;

  const today = new Date((now + (zone ?? shiftAt(now))) * 1000);
  const [year, month, day] = date ?? [];
  const isWholeDay = date !== undefined || weekday !== undefined;
  const [hour, minute, second] =
    time ??
    (isWholeDay ? [0, 0, 0] : [today.getUTCHours(), today.getUTCMinutes(), today.getUTCSeconds()]);
  const wall = new Date(0);
  wall.setUTCFullYear(
    Number.isNaN(year ?? Number.NaN) ? today.getUTCFullYear() : Number(year),
    (Number.isNaN(month ?? Number.NaN) ? today.getUTCMonth() : Number(month) - 1) + shift.months,
    (Number.isNaN(day ?? Number.NaN) ? today.getUTCDate() : Number(day)) + shift.days,
  );
  wall.setUTCHours(hour, minute, second + shift.seconds);
  if (weekday !== undefined) {
    wall.setUTCDate(wall.getUTCDate() + ((weekday - wall.getUTCDay() + 7) % 7));
  }
  const seconds = wall.getTime() / 1000;
  if (Number.isNaN(seconds)) return undefined;
  return seconds - (zone ?? shiftAt(seconds - shiftAt(seconds)));
}

/**
 * @param {string} text
 * @returns {ParsedTime | undefined}
 */
function read(text) {
  /** @type {ParsedTime} */
  const reading = {
    date: undefined,
    time: undefined,
    zone: undefined,
    instant: undefined,
    weekday: undefined,
    shift: { months: 0, days: 0, seconds: 0 },
  };
  if (text === '' || text.length > 100) return undefined;
  let at = 0;
  while (at < text.length) {
    if (/[\s,]/.test(text[at] ?? '')) {
      at += 1;
      continue;
    }
    let length = 0;
    for (const [form, apply] of FORMS) {
      form.lastIndex = at;
      const found = form.exec(text);
      if (!found) continue;
      if (!apply(found, reading)) return undefined;
      length = found[0].length;
      break;
    }
    if (length === 0) return undefined;
    at += length;
  }
  return reading;
}

/**
 * @param {ParsedTime} reading
 * @param {number} seconds
 */
function setInstant(reading, seconds) {
  reading.instant = seconds;
  return true;
}

/**
 * Sets the date. Missing parts are today's.
 *
 * @param {ParsedTime} reading
 * @param {string | undefined} year
 * @param {string | undefined} month
 * @param {string | undefined} day
 */
function setDate(reading, year, month, day) {
  if (reading.date || Number(month) > 12 || Number(day) > 31) return false;
  const century = year?.length === 2 ? (Number(year) < 70 ? 2000 : 1900) : 0;
  reading.date = [Number(year) + century, Number(month), Number(day)];
  return true;
}

/**
 * @param {ParsedTime} reading
 * @param {string | undefined} hour
 * @param {string | undefined} minute
 * @param {string | undefined} second
 * @param {string | undefined} half `a` or `p`.
 */
function setTime(reading, hour, minute, second = '0', half = undefined) {
  if (reading.time || Number(hour) > (half ? 12 : 24) || Number(minute) > 59) return false;
  const hours = half ? (Number(hour) % 12) + (half === 'p' ? 12 : 0) : Number(hour);
  reading.time = [hours, Number(minute), Number(second)];
  return true;
}

/** @param {string | undefined} name */
function monthNumber(name) {
  return String(MONTHS.indexOf(name ?? '') + 1);
}

/**
 * @param {ParsedTime} reading
 * @param {number} count
 * @param {string | undefined} unit
 */
function addShift({ shift }, count, unit) {
  switch (unit) {
    case 'year':
      shift.months += 12 * count;
      break;
    case 'month':
      shift.months += count;
      break;
    case 'fortnight':
      shift.days += 14 * count;
      break;
    case 'week':
      shift.days += 7 * count;
      break;
    case 'day':
      shift.days += count;
      break;
    case 'hour':
      shift.seconds += 3600 * count;
      break;
    case 'min':
    case 'minute':
      shift.seconds += 60 * count;
      break;
    default:
      shift.seconds += count;
  }
  return true;
}
