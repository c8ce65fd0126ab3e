/**
 * Puts a stand-in in place of `fetch`. It notes each request with its text, and replies at once.
 *
 * @param {(request: Request, count: number) => Response | Promise<Response>} answer
 */
export function stubFetch(answer) {
  const { fetch } = globalThis;
  /** @type {[Request, string][]} */
  const requests = [];
  globalThis.stub = Object.assign(
    async (input, init) => {
      const request = new Request(input, init);
      requests.push([request.clone(), await request.clone().text()]);
      const response = await answer(request, requests.length);
      const text = await response.text();
      return {
        status: response.status,
        type: response.type,
        blob: async () => ({ text: async () => text }),
      };
    },
    { requests },
  );
  globalThis.fetch = globalThis.stub;
  return () => {
    globalThis.fetch = fetch;
  };
}
