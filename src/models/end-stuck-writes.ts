import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

/**
 * Keeps the MongoDB driver (7.9 and older) from waiting indefinitely on a connection that has ended.
 *
 * Between the end of a connection and its `close` event, a write returns false, and the driver waits for a `drain` event
 * that never comes: the command never completes and, if it was a heartbeat, the driver considers the server lost from
 * then on. A `drain` event after `close` makes the driver notice the closed socket and fail the command.
 *
 * Covers TCP and Unix sockets; Node does not announce TLS sockets.
 *
 * @returns a function that stops this
 */
export function endStuckWrites(): () => void {
  const follow = (message: unknown) => {
    const { socket } = message as { socket: Socket };
    socket.once('close', () => void socket.emit('drain'));
  };
  subscribe('net.client.socket', follow);
  return () => void unsubscribe('net.client.socket', follow);
}
