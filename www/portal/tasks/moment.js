/**
 * Dates of the portal's server: in its own zone, in the formats of its culture, parsed like PHP's
 * `date_parse_from_format`, with its tolerance for trailing text.
 */

import { toInt } from '../php.js';
import { FatalError } from '../rest/error.js';

/**
 * @typedef {object} DateSettings What dates depend on.
 * @property {string} serverTz
 * @property {number} userOffset Seconds the user's zone is ahead of the server's.
 * @property {'eu' | 'us'} culture
 */

/** @typedef {import('../index.js').Moment} Moment */

/**
 * The settings of a portal that affect dates. As on the platform, the users' offset is the current one for every date.
 *
 * @param {import('../index.js').Environment} env
 * @param {import('../clock.js').Clock} clock
 * @returns {DateSettings}
 */
export function dateSettings({ serverTz, userTz, userOffset, culture }, clock) {
  return {
    serverTz,
    culture,
    get userOffset() {
      if (userTz === '') return userOffset;
      const now = Math.floor(clock.now() / 1000);
      return zoneShift(now, userTz) - zoneShift(now, serverTz);
    },
  };
}

const CULTURES = {
  eu: { date: 'd.m.Y', datetime: 'd.m.Y H:i:s' },
  us: { date: 'm/d/Y', datetime: 'm/d/Y h:i:s a' },
};
/** Dates beyond this limit of JavaScript stay text. */
const MAX_SECONDS = 8.6e12;

const ISO = 'Y-m-d\\TH:i:sO';

/**
 * Reads the text of a date field; undefined when the portal would keep the raw text.
 *
 * @param {'Date' | 'DateTime'} kind
 * @param {string} text
 * @param {DateSettings} settings
 * @returns {Moment | undefined}
 */
export function readMoment(kind, text, settings) {
  let offset = settings.userOffset;
  let rest = text;
  const suffix = /^(.+)\s\[([0-9-]+)\]/s.exec(text);
  if (suffix?.[1] !== undefined) {
    rest = suffix[1];
    offset = toInt(suffix[2]);
  } else if (/^-?\d+(\.\d+)?$/.test(text)) {
    return text === '0' ? undefined : moment(kind, toInt(text), offset, settings);
  }
  if (rest.includes('\0')) throw new FatalError('A date must not contain any null bytes');
  const wallTime = readSiteFormat(kind, rest, settings) ?? readWallTime(kind, rest, ISO, settings);
  return wallTime === undefined ? undefined : moment(kind, wallTime - offset, offset, settings);
}

/**
 * Parses text in the site's own format, as in forms and stored defaults, to epoch seconds.
 *
 * @param {'Date' | 'DateTime'} kind
 * @param {string} text
 * @param {DateSettings} settings
 * @returns {number | undefined}
 */
export function readSiteFormat(kind, text, settings) {
  if (text === '') return undefined;
  const formats = CULTURES[settings.culture];
  return readWallTime(kind, text, kind === 'Date' ? formats.date : formats.datetime, settings);
}

/**
 * Adds its two texts to a moment; undefined when it is out of range.
 *
 * @param {'Date' | 'DateTime'} kind
 * @param {number} timestamp
 * @param {number} offset
 * @param {DateSettings} settings
 * @returns {Moment | undefined}
 */
export function moment(kind, timestamp, offset, settings) {
  if (!(Math.abs(timestamp) + Math.abs(offset) < MAX_SECONDS)) return undefined;
  return {
    $bp: kind,
    timestamp,
    offset,
    server: isoText(timestamp, settings.serverTz),
    text: `${siteText(kind, timestamp + offset, settings)} [${offset}]`,
  };
}

/**
 * PHP's `date('c')` in a zone.
 *
 * @param {number} timestamp
 * @param {string} zone
 */
export function isoText(timestamp, zone) {
  const shift = zoneShift(timestamp, zone);
  const { year, month, day, hour, minute, second } = parts(timestamp + shift);
  // PHP pads a negative year to four characters, sign included.
  const years = year < 0 ? `-${pad(-year, 3)}` : pad(year, 4);
  const minutes = Math.trunc(Math.abs(shift) / 60);
  const sign = shift < 0 ? '-' : '+';
  return (
    `${years}-${pad(month)}-${pad(day)}T${pad(hour)}:${pad(minute)}:${pad(second)}` +
    `${sign}${pad(Math.trunc(minutes / 60))}:${pad(minutes % 60)}`
  );
}

/**
 * A timestamp in the site's format.
 *
 * @param {'Date' | 'DateTime'} kind
 * @param {number} timestamp
 * @param {DateSettings} settings
 */
export function siteText(kind, timestamp, settings) {
  const at = parts(timestamp + zoneShift(timestamp, settings.serverTz));
  const format = CULTURES[settings.culture][kind === 'Date' ? 'date' : 'datetime'];
  /** @type {Record<string, string>} */
  const values = {
    d: pad(at.day),
    m: pad(at.month),
    Y: at.year < 0 ? `-${pad(-at.year, 4)}` : pad(at.year, 4),
    H: pad(at.hour),
    h: pad(at.hour % 12 || 12),
    i: pad(at.minute),
    s: pad(at.second),
    a: at.hour < 12 ? 'am' : 'pm',
  };
  return format.replace(/[a-zA-Z]/g, (letter) => values[letter] ?? letter);
}

/**
 * Seconds a zone is ahead of UTC at an instant.
 *
 * @param {number} timestamp
 * @param {string} zone
 */
export function zoneShift(timestamp, zone) {
  if (zone === 'UTC') return 0;
  /** @type {Record<string, string>} */
  const at = {};
  for (const { type, value } of zoneFormat(zone).formatToParts(timestamp * 1000)) at[type] = value;
  const year = at.era === 'BC' ? 1 - Number(at.year) : Number(at.year);
  const wallTime = seconds(
    year,
    Number(at.month),
    Number(at.day),
    Number(at.hour),
    Number(at.minute),
    Number(at.second),
  );
  return wallTime - timestamp;
}

/**
 * @param {'Date' | 'DateTime'} kind
 * @param {string} text
 * @param {string} format
 * @param {DateSettings} settings
 * @returns {number | undefined} Epoch seconds.
 */
function readWallTime(kind, text, format, settings) {
  const parsed = parseFromFormat(format, text);
  if (parsed.errors.length > 1 && parsed.firstError !== 'Trailing data') {
    // Bitrix has a second, more lenient parser for missing seconds before am/pm.
    return parsed.firstError === 'second' && kind === 'DateTime'
      ? readWithoutSeconds(text, settings)
      : undefined;
  }
  const { Y = 0, m = 1, d = 1, H = 0, i = 0, s = 0, zone } = parsed.values;
  if (kind === 'Date') return toInstant(seconds(Y, m, d, 0, 0, 0), settings.serverTz);
  const wallTime = seconds(Y, m, d, H, i, s);
  return zone === undefined ? toInstant(wallTime, settings.serverTz) : wallTime - zone;
}

/**
 * @param {string} text
 * @param {DateSettings} settings
 */
function readWithoutSeconds(text, settings) {
  const found = /^(\d{1,2})\/(\d{1,2})\/(\d{4}) (\d{1,2}):(\d{2}) ?([ap])m$/i.exec(text);
  if (!found) return undefined;
  const [month = 0, day = 0, year = 0, hour = 0, minute = 0] = found.slice(1, 6).map(Number);
  const half = found[6]?.toLowerCase() === 'p' ? 12 : 0;
  return toInstant(seconds(year, month, day, (hour % 12) + half, minute, 0), settings.serverTz);
}

/**
 * PHP's `date_parse_from_format` for the letters that portal formats use. It continues after an
 * error, so that unexpected text gives odd results.
 *
 * @param {string} format
 * @param {string} text
 */
function parseFromFormat(format, text) {
  /** @type {{ Y?: number, m?: number, d?: number, H?: number, i?: number, s?: number, zone?: number }} */
  const values = {};
  /** @type {{ at: number, message: string }[]} */
  const errors = [];
  let at = 0;
  /** The number of digits of the last number. */
  let digits = 0;

  /**
   * @param {string} message
   * @param {number} begin
   */
  const fail = (message, begin) => errors.push({ message, at: begin });

  /**
   * @param {number} length
   * @param {number} exact
   * @param {string} message
   */
  const number = (length, exact, message) => {
    const begin = at;
    if (!isDigit(text[at])) fail('Unexpected data found.', begin);
    while (at < text.length && !isDigit(text[at])) at += 1;
    const start = at;
    while (at - start < length && isDigit(text[at])) at += 1;
    digits = at - start;
    if (digits === 0 || digits < exact) fail(message, begin);
    return at === start ? undefined : Number(text.slice(start, at));
  };

  let position = 0;
  for (; position < format.length && at < text.length; position += 1) {
    const letter = format[position];
    const begin = at;
    switch (letter) {
      case 'd':
        values.d = number(2, 1, 'day');
        break;
      case 'm':
        values.m = number(2, 1, 'month');
        break;
      case 'Y':
        values.Y = number(4, 1, 'year');
        // Years of two digits are 2000 to 2069 and 1970 to 1999.
        if (values.Y !== undefined && values.Y < 100 && digits < 4) {
          values.Y += values.Y < 70 ? 2000 : 1900;
        }
        break;
      case 'H':
        values.H = number(2, 1, 'hour');
        break;
      case 'h':
        values.H = number(2, 1, 'hour');
        if (values.H !== undefined && (values.H < 1 || values.H > 12)) fail('hour', begin);
        break;
      case 'i':
        values.i = number(2, 2, 'minute');
        break;
      case 's':
        values.s = number(2, 2, 'second');
        break;
      case 'a': {
        const half = /^([ap])\.?m\.?/i.exec(text.slice(at));
        if (!half || values.H === undefined) {
          fail('meridian', begin);
        } else {
          at += half[0].length;
          values.H = (values.H % 12) + (half[1]?.toLowerCase() === 'p' ? 12 : 0);
        }
        break;
      }
      case 'O': {
        const zone = /^[ \t(]*(?:([+-])(\d{1,2}):?(\d{2})?|z|utc|gmt|msk|[ecmp][sd]?t)/i.exec(
          text.slice(at),
        );
        if (!zone) {
          fail('zone', begin);
          break;
        }
        at += zone[0].length;
        // Bitrix takes over numeric zones only: Z and UTC leave the server's zone in place.
        if (zone[1]) {
          values.zone =
            (zone[1] === '-' ? -1 : 1) * (Number(zone[2]) * 3600 + Number(zone[3] ?? 0) * 60);
        }
        break;
      }
      case ' ':
        while (text[at] === ' ' || text[at] === '\t') at += 1;
        break;
      case '\\':
        position += 1;
        if (text[at] === format[position]) at += 1;
        else fail('escaped', begin);
        break;
      default:
        if (text[at] === letter) at += 1;
        else fail('separator', begin);
    }
  }
  if (at < text.length) fail('Trailing data', at);
  if (position < format.length) fail('Not enough data', at);

  // PHP keys errors by position, so a later one at the same place replaces the first.
  const first = errors[0]?.at;
  return { values, errors, firstError: errors.findLast((error) => error.at === first)?.message };
}

/** @param {string | undefined} character */
function isDigit(character) {
  return character !== undefined && character >= '0' && character <= '9';
}

/**
 * The instant of a wall-clock time in a zone.
 *
 * @param {number} wallTime
 * @param {string} zone
 */
function toInstant(wallTime, zone) {
  const guess = wallTime - zoneShift(wallTime, zone);
  return wallTime - zoneShift(guess, zone);
}

/**
 * Seconds of a calendar time as if it were UTC; parts out of range roll over.
 *
 * @param {number} year
 * @param {number} month
 * @param {number} day
 * @param {number} hour
 * @param {number} minute
 * @param {number} second
 */
function seconds(year, month, day, hour, minute, second) {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  return date.getTime() / 1000;
}

/** @param {number} timestamp */
function parts(timestamp) {
  const date = new Date(timestamp * 1000);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
  };
}

/**
 * @param {number} value
 * @param {number} [length]
 */
function pad(value, length = 2) {
  return String(value).padStart(length, '0');
}

/** @type {Map<string, Intl.DateTimeFormat>} */
const zoneFormats = new Map();

/** @param {string} zone */
function zoneFormat(zone) {
  let format = zoneFormats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    zoneFormats.set(zone, format);
  }
  return format;
}
