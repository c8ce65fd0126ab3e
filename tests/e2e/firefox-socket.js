// Keeps the conversation with Firefox from standing still.
import { subscribe } from 'node:diagnostics_channel';

/** A WebSocket's unasked-for pong, which its receiver ignores. */
const PONG = Buffer.from([0x8a, 0x80, 1, 2, 3, 4]);

/**
 * Firefox holds back a reply until the one before is acknowledged (Nagle's algorithm), which systems put off for 40 ms,
 * unless they have something to send anyway. A click has several of these waits in it. Chromium is spoken to through a pipe.
 */
subscribe('net.client.socket', (message) => {
  const { socket } = /** @type {{ socket: import('node:net').Socket }} */ (message);
  socket.once('data', (head) => {
    if (!String(head).startsWith('HTTP/1.1 101')) return;
    socket.on('data', () => socket.write(PONG));
  });
});
