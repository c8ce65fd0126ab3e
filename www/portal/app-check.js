/** Checks whether an app can be opened, because a browser does not report this to the page around a frame. */

/** Node's error codes if nothing listens at an address. */
const UNREACHABLE = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'];
/** The statuses with which servers refuse POST. */
const REFUSALS = [404, 405, 501];
const TIMEOUT_MS = 3000;

/**
 * Requests the app's page as a portal does, but without a token.
 *
 * @param {string} address
 * @param {string} method
 * @returns {Promise<'down' | 'refuses-post' | null>} Null also if it is not known.
 */
export async function findFailure(address, method) {
  try {
    if (method === 'get') await statusOf(address, 'GET');
    else if (REFUSALS.includes(await statusOf(address, 'POST')))
      return (await statusOf(address, 'GET')) < 400 ? 'refuses-post' : null;
    return null;
  } catch (error) {
    const { cause } = /** @type {{ cause?: any }} */ (error);
    const codes = [cause, ...(cause?.errors ?? [])].map((one) => one?.code);
    return codes.some((code) => UNREACHABLE.includes(code)) ? 'down' : null;
  }
}

/**
 * @param {string} address
 * @param {'GET' | 'POST'} verb
 */
async function statusOf(address, verb) {
  const response = await fetch(address, {
    method: verb,
    redirect: 'manual',
    headers: { 'User-Agent': 'bizproc-tasks portal simulator' },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  await response.body?.cancel();
  return response.status;
}
