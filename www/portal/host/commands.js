/** The commands of the portal's page: answered and ignored ones. */

import { openPath } from './open-path.js';
import { pickAccess, pickCrm, pickUsers } from './pickers.js';
import { requestInOrder } from './request.js';
import { openSliderApp } from './slider.js';
import { toast } from './toast.js';

/** @typedef {import('./frame.js').Context} Context */

/** The result of a command without an answer. */
export const NO_REPLY = Symbol('no reply');

/** Commands that only the app's own page may send. */
export const DENIED = ['setTitle', 'setScroll', 'reloadWindow'];

/**
 * @type {Record<string, (params: any, context: Context) => unknown>}
 */
export const COMMANDS = {
  getInitData: (_params, { session }) => {
    const data = { ...session.initData };
    session.initData.FIRST_RUN = false;
    return data;
  },

  refreshAuth: async (_params, { session }) => {
    const tokens = await requestInOrder('frame/refresh', { user: session.user.id });
    Object.assign(session.initData, tokens);
    return tokens;
  },

  resizeWindow: ({ width, height }, { frame }) => {
    frame.style.width = width === '100%' ? width : `${Number.parseInt(width, 10) || 100}px`;
    if (Number.parseInt(height, 10) > 0) frame.style.height = `${Number.parseInt(height, 10)}px`;
    return { width: frame.offsetWidth, height: frame.offsetHeight };
  },

  setTitle: (params) => {
    document.title = String(params.title);
    return params;
  },

  setScroll: (params) => {
    window.scrollTo(0, Number(params.scroll));
    return params;
  },

  reloadWindow: () => {
    location.reload();
    return NO_REPLY;
  },

  setUserOption: async (params, { session }) => {
    const { name, value } = params;
    session.initData.USER_OPTIONS[name] = value;
    await requestInOrder('frame/option', { user: session.user.id, name, value });
    return params;
  },

  setAppOption: async ({ name, value }, { session }) => {
    if (!session.initData.IS_ADMIN) return NO_REPLY;
    session.initData.APP_OPTIONS[name] = value;
    await requestInOrder('frame/option', { name, value });
    return { result: true };
  },

  setInstall: async (params, { session }) => {
    if (params.install) await requestInOrder('frame/launched', { user: session.user.id });
    return params;
  },

  setInstallFinish: async (_params, { session }) => {
    if (!session.initData.INSTALL) return NO_REPLY;
    await requestInOrder('frame/installed');
    location.reload();
    return NO_REPLY;
  },

  selectUser: async (params) => (await pickUsers(params)) ?? NO_REPLY,
  selectAccess: async () => (await pickAccess()) ?? NO_REPLY,
  selectCRM: async (params) => (await pickCrm(params)) ?? NO_REPLY,

  openApplication: (params, { session, open }) => openSliderApp(params, session, open),

  openPath: ({ path }, { session }) => openPath(path, session.initData.LANG),

  closeApplication: (_params, { close }) => {
    if (!close) return NO_REPLY;
    close();
    return undefined;
  },

  getInterface: () => ({ command: [], event: [] }),

  // Simulated placements have no events, and portals do not answer for unknown ones.
  placementBindEvent: () => NO_REPLY,

  imCallTo: () => messenger('A call would start here.'),
  imPhoneTo: ({ phone }) => messenger(`A telephone call to ${phone} would start here.`),
  imOpenMessenger: () => messenger('The messenger would open here.'),
  imOpenHistory: () => messenger('The history of a chat would open here.'),
};

/** @param {string} text */
function messenger(text) {
  toast(text);
  return NO_REPLY;
}
