import { writeJson } from '../php.js';
import { CutOffError, FatalError, RestError } from './error.js';

/**
 * @typedef {object} Reply
 * @property {number} status
 * @property {Record<string, string>} headers
 * @property {string} body
 */

/** Sent with every reply of the REST server, errors included. */
export const CORS_HEADERS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Headers': 'origin, content-type, accept',
  'X-Content-Type-Options': 'nosniff',
};

/**
 * @param {number} status
 * @param {unknown} value
 * @returns {Reply}
 */
export function jsonReply(status, value) {
  return {
    status,
    headers: { ...CORS_HEADERS, 'Content-Type': 'application/json; charset=utf-8' },
    body: writeJson(value),
  };
}

/**
 * A page of the web server in front of a portal, without CORS headers.
 *
 * @param {number} status
 * @param {string} title
 * @returns {Reply}
 */
export function htmlReply(status, title) {
  const text = `${status} ${title}`;
  return {
    status,
    headers: { 'Content-Type': 'text/html; charset=utf-8' },
    body: `<html><head><title>${text}</title></head><body><center><h1>${text}</h1></center><hr></body></html>`,
  };
}

/**
 * @param {unknown} error
 * @returns {Reply}
 */
export function errorReply(error) {
  if (error instanceof RestError) return jsonReply(error.status, errorBody(error));
  if (error instanceof FatalError) return htmlReply(500, 'Internal Server Error');
  if (error instanceof CutOffError) return htmlReply(504, 'Gateway Time-out');
  throw error;
}

/** @param {RestError} error */
export function errorBody(error) {
  return { error: error.code, error_description: error.description, ...error.extra };
}
