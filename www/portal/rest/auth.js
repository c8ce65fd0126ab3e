import { randomBytes } from 'node:crypto';
import { isEmpty, toText } from '../php.js';
import { RestError } from './error.js';

/** @typedef {import('../php.js').PhpMap} PhpMap */

/** Lifetime of an access token in seconds. */
export const TOKEN_LIFETIME = 3600;

/**
 * Who makes a call, and how that is known.
 *
 * @typedef {object} Caller
 * @property {number} user
 * @property {'token' | 'webhook'} by
 */

/** Access tokens and webhooks: who is calling. */
export class Auth {
  /** @type {Map<string, { user: number, expires: number }>} */
  #tokens = new Map();
  /** @type {Map<number, string>} */
  #webhooks = new Map();

  /**
   * Gives out a new access token for a user.
   *
   * @param {number} user
   */
  issue(user) {
    const token = randomBytes(35).toString('hex');
    this.#tokens.set(token, { user, expires: Date.now() + TOKEN_LIFETIME * 1000 });
    return token;
  }

  /** Ends the life of every token given out so far. */
  expireAll() {
    for (const token of this.#tokens.values()) token.expires = 0;
  }

  /**
   * The secret in a user's webhook address.
   *
   * @param {number} user
   */
  webhookSecret(user) {
    let secret = this.#webhooks.get(user);
    if (!secret) {
      secret = randomBytes(8).toString('hex');
      this.#webhooks.set(user, secret);
    }
    return secret;
  }

  /**
   * A text in which no token or webhook secret can be read.
   *
   * @param {string} text
   */
  mask(text) {
    let masked = text;
    for (const secret of [...this.#tokens.keys(), ...this.#webhooks.values()]) {
      masked = masked.replaceAll(secret, `${secret.slice(0, 4)}…`);
    }
    return masked;
  }

  /**
   * Finds out who calls, and takes what said so out of the parameters.
   *
   * @param {{ user: number, secret: string } | undefined} webhook Of the call's address.
   * @param {PhpMap} params
   * @param {string | undefined} authorization The header.
   * @returns {Caller}
   */
  identify(webhook, params, authorization) {
    const bearer = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
    const given = bearer ?? params.auth ?? params.access_token;
    delete params.auth;
    delete params.access_token;
    if (webhook) {
      if (this.#webhooks.get(webhook.user) !== webhook.secret) {
        throw new RestError('INVALID_CREDENTIALS', 'Invalid request credentials', 401);
      }
      return { user: webhook.user, by: 'webhook' };
    }
    if (isEmpty(given)) throw new RestError('NO_AUTH_FOUND', 'Wrong authorization data', 401);
    const token = this.#tokens.get(toText(given));
    if (!token) {
      throw new RestError('invalid_token', 'Unable to get application by token', 401);
    }
    if (token.expires <= Date.now()) {
      throw new RestError('expired_token', 'The access token provided has expired', 401);
    }
    return { user: token.user, by: 'token' };
  }
}
