import { toast } from './toast.js';

/**
 * Copies a text, and shows a message.
 *
 * @param {string} what
 * @param {string} text
 */
export async function copy(what, text) {
  try {
    await navigator.clipboard.writeText(text);
    toast(`${what} copied.`);
  } catch {
    toast('The browser does not allow this page to copy.');
  }
}
