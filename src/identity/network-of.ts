import { isIPv6 } from 'node:net';

/** The network that a client controls: its IPv4 address, or the /64 of its IPv6 address. */
export function networkOf(ipAddress: string | null): string {
  if (ipAddress === null) return 'unknown';
  // Copied, because a slice of a header would keep the whole header in memory while the network is a key.
  if (!isIPv6(ipAddress)) return Buffer.from(ipAddress).toString();
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ipAddress)?.[1];
  if (mapped !== undefined) return Buffer.from(mapped).toString();
  const [head = '', tail] = ipAddress.split('::');
  const groups = head === '' ? [] : head.split(':');
  const missing = tail === undefined ? 0 : 8 - groups.length - (tail === '' ? 0 : tail.split(':').length);
  return `${[...groups, ...Array<string>(missing).fill('0')].slice(0, 4).join(':')}::/64`;
}
