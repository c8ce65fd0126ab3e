/** Puts the page's own clock back. */
let restoreClock = () => {};

/**
 * Puts a clock in place of the page's timers and of `performance.now()`. Its time moves only when nothing else is left
 * to do, and then straight to the next timer: a slow machine makes nothing late, and no test waits.
 *
 * @returns {() => void} Puts the page's own clock back.
 */
export function installClock() {
  // A test that has failed leaves its clock behind.
  restoreClock();
  /** @type {Map<number, { due: number, run: Function, args: unknown[] }>} */
  const timers = new Map();
  let now = performance.now();
  let lastId = 0;
  // Whatever the page asks of the browser, and whatever comes back, is an event.
  let events = 0;
  let reads = 0;
  let isInstalled = true;
  const restore = [];

  /** @param {object} target @param {string} name @param {(original: any) => unknown} replace */
  const override = (target, name, replace) => {
    const descriptor = Object.getOwnPropertyDescriptor(target, name);
    const value = replace(target[name]);
    Object.defineProperty(target, name, { value, configurable: true, writable: true });
    restore.push(() => {
      if (descriptor) Object.defineProperty(target, name, descriptor);
      else delete target[name];
    });
  };

  const queryLocks = LockManager.prototype.query.bind(navigator.locks);
  const echo = openEcho();

  override(globalThis, 'setTimeout', () => (run, delay = 0, ...args) => {
    events++;
    timers.set(++lastId, { due: now + Math.max(0, Number(delay)), run, args });
    return lastId;
  });
  override(globalThis, 'clearTimeout', (original) => (id) => {
    // One of before the clock was installed is the page's own.
    if (!timers.delete(id)) original(id);
  });
  override(performance, 'now', () => () => now);
  /** @param {Promise<unknown>} promise */
  const read = (promise) => {
    events++;
    reads++;
    const done = () => {
      events++;
      reads--;
    };
    promise.then(done, done);
    return promise;
  };
  for (const { prototype } of [Request, Response, Blob]) {
    for (const name of ['text', 'blob', 'arrayBuffer'].filter((name) => name in prototype)) {
      override(
        prototype,
        name,
        (original) =>
          function () {
            return read(original.call(this));
          },
      );
    }
  }
  override(
    LockManager.prototype,
    'query',
    (original) =>
      function () {
        return read(original.call(this));
      },
  );
  override(
    LockManager.prototype,
    'request',
    (original) =>
      function (...args) {
        const callback = args.pop();
        const hold = async (lock) => {
          events++;
          try {
            return await callback(lock);
          } finally {
            // It is released now, and somebody else may get it.
            events++;
          }
        };
        events++;
        return original.call(this, ...args, hold);
      },
  );
  override(
    BroadcastChannel.prototype,
    'postMessage',
    (original) =>
      function (message) {
        events++;
        original.call(this, message);
      },
  );

  /** Waits until all that the browser was asked for has come back, and nothing new was asked for meanwhile. */
  async function idle() {
    let before;
    do {
      before = events;
      // What is sent last comes back last.
      await Promise.all([queryLocks(), echo.roundTrip()]);
    } while (events !== before || reads > 0);
  }

  (async () => {
    while (isInstalled) {
      await idle();
      const [id, timer] = [...timers].reduce(
        (first, next) => (next[1].due < (first[1]?.due ?? Infinity) ? next : first),
        [],
      );
      if (isInstalled && timer) {
        timers.delete(id);
        // As browsers' clocks are coarse, a timer may seem to end a moment early.
        now = Math.max(now, timer.due - 0.5);
        timer.run(...timer.args);
      }
    }
    echo.close();
  })();

  restoreClock = () => {
    isInstalled = false;
    for (const put of restore.splice(0).reverse()) put();
  };
  return restoreClock;
}

/** A message to the page itself, by way of the browser: it arrives after all that were posted before. */
function openEcho() {
  const [sender, receiver] = [new BroadcastChannel('clock'), new BroadcastChannel('clock')];
  const { postMessage } = BroadcastChannel.prototype;
  return {
    roundTrip: () =>
      new Promise((resolve) => {
        receiver.onmessage = resolve;
        postMessage.call(sender, null);
      }),
    close() {
      sender.close();
      receiver.close();
    },
  };
}
