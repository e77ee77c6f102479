import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

/**
 * Keeps the MongoDB driver (7.9 and older) from waiting for ever on a connection that is gone.
 *
 * Between a connection's end and its `close` event, a write returns false, and the driver waits for a `drain`
 * that cannot come: a command never ends and, if it was a heartbeat, the server counts as lost from then on.
 * Told to go on once the socket is closed, the driver finds that it is, and fails the command.
 *
 * It covers TCP and Unix sockets; Node announces no TLS ones.
 *
 * @returns what ends this
 */
export function endStuckWrites(): () => void {
  const follow = (message: unknown) => {
    const { socket } = message as { socket: Socket };
    socket.once('close', () => void socket.emit('drain'));
  };
  subscribe('net.client.socket', follow);
  return () => void unsubscribe('net.client.socket', follow);
}
