// A portal in the same process, without a network between: nothing takes real time.
import { Portal } from '../../www/portal/portal.js';
import { answer, readPath } from '../../www/portal/rest/index.js';

/** Opens a portal without tasks, and makes `fetch` reach it, and nothing else. */
export function openPortal() {
  const portal = new Portal([], {}, undefined);
  portal.url = 'http://portal.example';
  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const { origin, pathname, search } = new URL(request.url);
    if (origin !== portal.url) throw new TypeError(`nothing is to be fetched from ${origin}`);
    const { method, webhook } = readPath(pathname.slice('/rest/'.length));
    const bytes = Buffer.from(await request.arrayBuffer());
    const url = pathname + search;
    const headers = Object.fromEntries(request.headers);
    const entry = portal.requestLog.open(
      { verb: request.method, url, method, headers, body: bytes },
      true,
    );
    const call = {
      verb: request.method,
      method,
      webhook,
      query: search.slice(1),
      contentType: headers['content-type'] ?? '',
      authorization: headers.authorization,
      bytes,
      isKnown: true,
      source: '',
    };
    const reply = await answer(portal, call, entry);
    portal.requestLog.close(entry);
    return new Response(reply.body, { status: reply.status, headers: reply.headers });
  };
  const webhook = `${portal.url}/rest/1/${portal.auth.webhookSecret(1)}/`;
  return {
    webhook,
    tasks: () => portal.tasks(),
    /** @param {Parameters<Portal['reset']>} state */
    reset: (...state) => portal.reset(...state),
  };
}
