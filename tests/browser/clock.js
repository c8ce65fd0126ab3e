/** Restores the original clock. */
let restoreClock = () => {};

/**
 * Replaces the timers and `performance.now()` with a fake clock. Its time moves only when nothing else is left to do,
 * and then directly to the next timer. So a slow machine causes no timeout, and no test waits.
 *
 * @returns {() => void} Puts the clock of before back.
 */
export function installClock() {
  // A failed test does not remove its clock.
  restoreClock();
  /** @type {Map<unknown, { due: number, run: Function, args: unknown[] }>} */
  const timers = new Map();
  /** @type {(() => void)[]} */
  const restorers = [];
  const locks = globalThis.navigator?.locks;
  const queryLocks = locks && LockManager.prototype.query.bind(locks);
  const echo = openEcho();
  // An integer, because sums of fractions are not exact.
  let now = Math.ceil(performance.now());
  let lastId = 0;
  // Every request to the platform, and every result, is an event.
  let events = 0;
  let reads = 0;
  let isInstalled = true;
  let wake = () => {};

  const notify = () => {
    events++;
    wake();
  };

  /** @template T @param {Promise<T>} promise @returns {Promise<T>} */
  const track = (promise) => {
    reads++;
    notify();
    const end = () => {
      reads--;
      notify();
    };
    promise.then(end, end);
    return promise;
  };

  /** @param {any} target @param {string} name @param {(original: any) => unknown} replace */
  const override = (target, name, replace) => {
    const descriptor = Object.getOwnPropertyDescriptor(target, name);
    const value = replace(target[name]);
    Object.defineProperty(target, name, { value, configurable: true, writable: true });
    restorers.push(() => {
      if (descriptor) Object.defineProperty(target, name, descriptor);
      else delete target[name];
    });
  };

  override(
    globalThis,
    'setTimeout',
    () =>
      (/** @type {Function} */ run, delay = 0, /** @type {unknown[]} */ ...args) => {
        timers.set(++lastId, { due: now + Math.max(0, Number(delay)), run, args });
        notify();
        return lastId;
      },
  );
  override(globalThis, 'clearTimeout', (original) => (/** @type {unknown} */ id) => {
    // An earlier timer belongs to the original clock.
    if (!timers.delete(id)) original(id);
  });
  override(performance, 'now', () => () => now);
  for (const { prototype } of [Request, Response, Blob]) {
    for (const name of ['text', 'json', 'blob', 'bytes', 'arrayBuffer', 'formData']) {
      if (!(name in prototype)) continue;
      override(
        prototype,
        name,
        (original) =>
          /** @this {any} */ function () {
            return track(original.call(this));
          },
      );
    }
  }
  if (locks) {
    override(
      LockManager.prototype,
      'query',
      (original) =>
        /** @this {any} */ function () {
          return track(original.call(this));
        },
    );
    override(
      LockManager.prototype,
      'request',
      (original) =>
        /** @this {any} */ function (/** @type {any[]} */ ...args) {
          const callback = args.pop();
          const hold = async (/** @type {unknown} */ lock) => {
            notify();
            try {
              return await callback(lock);
            } finally {
              // It is released now, and another request may get it.
              notify();
            }
          };
          notify();
          return original.call(this, ...args, hold);
        },
    );
  }
  override(
    BroadcastChannel.prototype,
    'postMessage',
    (original) =>
      /** @this {any} */ function (/** @type {unknown} */ message) {
        notify();
        original.call(this, message);
      },
  );

  (async () => {
    while (isInstalled) {
      if (!timers.size || reads) {
        await new Promise((resolve) => {
          wake = () => resolve(undefined);
        });
        continue;
      }
      const before = events;
      // An event may still have to reach the browser: a lock is released only when all callbacks have ended.
      await echo.roundTrip();
      // The last message returns last. If nothing else happens before, nothing is in flight.
      await Promise.all([queryLocks?.(), echo.roundTrip()]);
      if (!isInstalled || events !== before) continue;
      const [[id, timer]] = [...timers].sort(([, one], [, other]) => one.due - other.due);
      timers.delete(id);
      // Clocks are coarse, so a timer may seem to end a moment early.
      now = Math.max(now, timer.due - 0.5);
      timer.run(...timer.args);
    }
    echo.close();
  })();

  restoreClock = () => {
    isInstalled = false;
    for (const restore of restorers.splice(0).reverse()) restore();
    wake();
  };
  return restoreClock;
}

/** Messages to the page itself, through the browser. Each arrives after all earlier ones. */
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
