// Avoids delays in the communication with Firefox.
import { subscribe } from 'node:diagnostics_channel';

/** An unsolicited WebSocket pong, which the receiver ignores. */
const PONG = Buffer.from([0x8a, 0x80, 1, 2, 3, 4]);

/**
 * Firefox delays a reply until the previous one is acknowledged (Nagle's algorithm). Systems delay the acknowledgement
 * by 40 ms, unless they have data to send. A click contains several of these waits. Chromium uses a pipe instead.
 */
subscribe('net.client.socket', (message) => {
  const { socket } = /** @type {{ socket: import('node:net').Socket }} */ (message);
  socket.once('data', (head) => {
    if (!String(head).startsWith('HTTP/1.1 101')) return;
    socket.on('data', () => socket.write(PONG));
  });
});
