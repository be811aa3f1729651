import type { ServicePort } from '../../service/types.ts';

/** What a port may be asked with. */
export type Scheme = 'http' | 'https' | 'h2c' | 'tcp' | 'udp';

/** What a port most likely speaks: what it says of itself (appProtocol), else what its name or number is known for. */
export function scheme({ port, name = '', appProtocol = '', targetPort, protocol = 'TCP' }: ServicePort): Scheme {
  if (protocol === 'UDP') return 'udp';
  const word = (appProtocol || name || (typeof targetPort === 'string' ? targetPort : '')).toLowerCase();
  if (/^(https|kubernetes\.io\/wss|wss|tls|ssl)/.test(word)) return 'https';
  if (/^(http2|h2c|grpc|kubernetes\.io\/h2c)/.test(word)) return 'h2c';
  if (/^(http|web|ws|kubernetes\.io\/ws)/.test(word)) return 'http';
  if (/^(tcp|redis|mysql|mongo|postgres|pg|sql|ssh|smtp|imap|ftp|amqp|kafka|ldap|mqtt|memcache)/.test(word))
    return 'tcp';
  if ([443, 8443, 6443, 9443].includes(port)) return 'https';
  if ([21, 22, 25, 110, 143, 389, 587, 1883, 3306, 5432, 5672, 6379, 9042, 9092, 11211, 27017].includes(port))
    return 'tcp';
  return 'http';
}

/** What a port says of itself, where it does: by that a client will speak to it. */
export function declaredScheme({ name = '', appProtocol = '', protocol = 'TCP' }: ServicePort): Scheme | undefined {
  if (protocol === 'UDP') return 'udp';
  const word = (appProtocol || name).toLowerCase();
  if (/^(https|kubernetes\.io\/wss|wss)([-.]|$)/.test(word)) return 'https';
  if (/^(http2|h2c|grpc|kubernetes\.io\/h2c)([-.]|$)/.test(word)) return 'h2c';
  if (/^(http|kubernetes\.io\/ws|ws)([-.]|$)/.test(word)) return 'http';
  return undefined;
}
