import { randomBytes } from 'node:crypto';
import { isEmpty, toInt, toText } from '../php.js';
import { RestError } from './error.js';

/** @typedef {import('../clock.js').Clock} Clock */
/** @typedef {import('../php.js').PhpMap} PhpMap */

/** The scopes that an app or a webhook can have here. */
export const SCOPES = ['bizproc', 'crm', 'lists', 'placement', 'task', 'user'];

/** Lifetime of an access token in seconds. */
export const TOKEN_LIFETIME = 3600;

/**
 * The user who makes a call, and the kind of credentials.
 *
 * @typedef {object} Caller
 * @property {number} user
 * @property {'token' | 'webhook'} by
 * @property {string[]} scope What the token or webhook may use.
 */

/** Access tokens and webhooks. */
export class Auth {
  /** @type {Map<string, { user: number, scope: string[], expires: number }>} */
  #tokens = new Map();
  /** Webhooks by their secret. @type {Map<string, { user: number, scope: string[] }>} */
  #webhooks = new Map();

  /** @param {Clock} clock */
  constructor(clock) {
    this.clock = clock;
  }

  /**
   * Issues an access token for a user.
   *
   * @param {number} user
   * @param {string[]} [scope] What it may be used for; everything by default.
   */
  issue(user, scope = SCOPES) {
    requireScope(scope);
    const token = randomBytes(35).toString('hex');
    this.#tokens.set(token, { user, scope, expires: this.clock.now() + TOKEN_LIFETIME * 1000 });
    return token;
  }

  /**
   * Whether a text is a token, expired or not, or the secret of a webhook.
   *
   * @param {string} text
   */
  isCredential(text) {
    return this.#tokens.has(text) || this.#webhooks.has(text);
  }

  /** @param {{ user: number, secret: string }} webhook */
  hasWebhook({ user, secret }) {
    return this.#webhooks.get(secret)?.user === user;
  }

  /** Expires all tokens issued so far. */
  expireAll() {
    for (const token of this.#tokens.values()) token.expires = 0;
  }

  /**
   * The secret in the address of a user's webhook. There is one webhook for each scope.
   *
   * @param {number} user
   * @param {string[]} [scope] What it may be used for; everything by default.
   */
  webhookSecret(user, scope = SCOPES) {
    requireScope(scope);
    for (const [secret, hook] of this.#webhooks) {
      if (hook.user === user && hook.scope.join() === scope.join()) return secret;
    }
    const secret = randomBytes(8).toString('hex');
    this.#webhooks.set(secret, { user, scope });
    return secret;
  }

  /**
   * A text with its tokens and webhook secrets shortened.
   *
   * @param {string} text
   */
  redact(text) {
    let redacted = text.replace(/\b([0-9a-f]{4})[0-9a-f]{66}\b/g, '$1…');
    for (const secret of this.#webhooks.keys()) {
      redacted = redacted.replaceAll(secret, `${secret.slice(0, 4)}…`);
    }
    return redacted;
  }

  /**
   * Removes the token from a call's parameters, so that no method sees it.
   *
   * @param {PhpMap} params
   * @param {string | undefined} authorization The header.
   * @returns {unknown}
   */
  takeCredentials(params, authorization) {
    const bearer = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
    const given = bearer ?? params.auth ?? params.access_token;
    delete params.auth;
    delete params.access_token;
    return given;
  }

  /**
   * Identifies the caller. Some parameter names select another kind of authentication, or make it
   * fail.
   *
   * @param {{ user: number, secret: string } | undefined} webhook Of the call's address.
   * @param {unknown} token
   * @param {PhpMap} params
   * @returns {Caller}
   */
  identify(webhook, token, params) {
    if ('token' in params) {
      throw new RestError('ACCESS_DENIED', 'Access denied! Link check failed', 403);
    }
    if ('auth_connector' in params) {
      throw new RestError('WRONG_LICENSE', 'License check failed.', 403);
    }
    if ('sessid' in params) {
      throw new RestError('session_failed', 'Sessid check failed', 401, {
        sessid: randomBytes(16).toString('hex'),
      });
    }
    const hook = webhook ?? readWebhook(params);
    if (hook) {
      const known = this.#webhooks.get(hook.secret);
      if (!known || !this.hasWebhook(hook)) {
        throw new RestError('INVALID_CREDENTIALS', 'Invalid request credentials', 401);
      }
      return { user: known.user, scope: known.scope, by: 'webhook' };
    }
    if (isEmpty(token)) throw new RestError('NO_AUTH_FOUND', 'Wrong authorization data', 401);
    const known = this.#tokens.get(toText(token));
    if (!known) {
      throw new RestError('invalid_token', 'Unable to get application by token', 401);
    }
    if (known.expires <= this.clock.now()) {
      throw new RestError('expired_token', 'The access token provided has expired', 401);
    }
    return { user: known.user, scope: known.scope, by: 'token' };
  }
}

/**
 * Reads a webhook's credentials from the parameters.
 *
 * @param {PhpMap} params
 */
function readWebhook({ aplogin, ap }) {
  return aplogin === undefined && ap === undefined
    ? undefined
    : { user: toInt(aplogin), secret: toText(ap) };
}

/** @param {unknown} scope */
export function requireScope(scope) {
  if (!Array.isArray(scope) || !scope.every((name) => SCOPES.includes(name))) {
    throw new TypeError(`A scope is a list of: ${SCOPES.join(', ')}`);
  }
}
