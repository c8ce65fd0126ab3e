// A placement without a user interface, in which tests complete tasks with each client.
import { initializeB24Frame } from '@bitrix24/b24jssdk';
import { connect } from 'bizproc-tasks';
import {
  completeOverBx24,
  completeOverPackage,
  completeOverSdk,
  connectionsOf,
  openPortal,
} from '../../../www/comparison/clients.js';
import { loadBx24 } from '../../matrix/app/bx24.js';

/**
 * @typedef {'BX24.js' | 'SDK' | 'over BX24' | 'over the SDK' | 'over the bridge of BX24' | 'over the bridge of the SDK' | 'with a token' | 'with a webhook'} Client
 * @typedef {import('../../../www/comparison/clients.js').Report} Report
 */

/** The memories of modules: there is one. @type {WebAssembly.Memory[]} */
const memories = [];
const { Instance } = WebAssembly;
WebAssembly.Instance = /** @type {any} */ (
  class extends Instance {
    /**
     * @param {WebAssembly.Module} module
     * @param {WebAssembly.Imports} imports
     */
    constructor(module, imports) {
      super(module, imports);
      for (const part of Object.values(this.exports)) {
        if (part instanceof WebAssembly.Memory) memories.push(part);
      }
    }
  }
);

const query = new URLSearchParams(location.search);
const origin = `http://${query.get('DOMAIN')}`;

/** Outside a portal's frame there are neither, and the address has a token. */
const given = query.get('TOKEN');
const BX24 = given === null ? await loadBx24() : undefined;
const sdk = given === null ? await initializeB24Frame() : undefined;

/** @type {Record<string, any>} */
const connections =
  given === null
    ? { ...connectionsOf(BX24, sdk, origin), 'over the bridge of the SDK': sdk }
    : {
        'with a token': {
          domain: origin,
          accessToken: given,
          refresh: () => /** @type {any} */ (window).freshToken(),
        },
      };

/** @param {Client} client */
const open = (client) => openPortal(client, connections[client]);

/** @type {Record<string, (id: number, status: number) => Promise<Report>>} */
const others = {
  'BX24.js': (id, status) => completeOverBx24(BX24, id, status),
  SDK: (id, status) => completeOverSdk(sdk, id, status),
};

/**
 * @param {Client} client
 * @param {number} id
 * @param {number} status
 */
const ours = (client, id, status) =>
  completeOverPackage(open(client), id, /** @type {1} */ (status));

/** @typedef {import('bizproc-tasks').Progress} Progress */

/** @param {number} size */
function randomFile(size) {
  const bytes = new Uint8Array(size);
  // No more bytes are available at once.
  for (let start = 0; start < size; start += 65_536) {
    crypto.getRandomValues(bytes.subarray(start, start + 65_536));
  }
  return new File([bytes], `${size}.bin`);
}

/** @param {File} file */
async function sha1(file) {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-1', await file.arrayBuffer()));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export const testbed = {
  connect,
  connections,
  /** The memory of the package's module in bytes. */
  memory: () => memories[0]?.buffer.byteLength,
  /**
   * Reused connections, as in a page that has listed its tasks.
   *
   * @param {Client} client
   */
  warmUp: (client) =>
    client in others
      ? new Promise((resolve) => BX24.callMethod('profile', {}, resolve))
      : open(client).getTask(11),
  /**
   * Completes task 15 with the chosen files, or with files that are created here, and reports the result.
   *
   * @param {Client} client
   * @param {object} [options]
   * @param {string[]} [options.names] Names to give them, in place of their own.
   * @param {number[]} [options.sizes] Of files to make.
   * @param {string} [options.abortIn] The phase in which the call is ended.
   */
  async sendFiles(client, { names, sizes, abortIn } = {}) {
    const input = /** @type {HTMLInputElement} */ (document.querySelector('input'));
    const made = sizes?.map(randomFile);
    const hashes = await Promise.all((made ?? []).map(sha1));
    const files = Array.from(made ?? input.files ?? [], (file, index) =>
      names ? /** @type {[string, Blob]} */ ([names[index], file]) : file,
    );
    /** @type {Progress[]} */
    const progress = [];
    const controller = new AbortController();
    try {
      const completion = { taskId: 15, status: /** @type {'ok'} */ ('ok'), fields: { files } };
      const result = await open(client).completeTask(completion, {
        signal: controller.signal,
        onProgress: (step) => {
          // Only for files.
          if (step.total !== undefined) progress.push(step);
          if (step.phase === abortIn) controller.abort();
        },
      });
      return { result, progress, hashes };
    } catch (error) {
      return { error: /** @type {any} */ (error).toJSON(), progress };
    }
  },
  /** @type {Report | null} */
  report: null,
  /**
   * @param {Client} client
   * @param {number} id
   * @param {number} status
   */
  start(client, id, status) {
    testbed.report = null;
    (client in others ? others[client](id, status) : ours(client, id, status)).then((report) => {
      testbed.report = report;
    });
  },
};
Object.assign(window, { testbed });
