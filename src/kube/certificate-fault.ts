import { isIP } from 'node:net';
import { connect } from 'node:tls';

/** Where a connection was to lead. */
export interface Way {
  server: URL;
  proxy?: URL;
}

/**
 * What is wrong with the server's certificate, in the words of Go's crypto/x509; undefined where something else is.
 * Node does not say when a certificate expired: it is looked at once more for that, and nothing is sent.
 */
export async function certificateFault(error: NodeJS.ErrnoException, way: Way): Promise<string | undefined> {
  const fault = await faultOf(error, way);
  return fault && `tls: failed to verify certificate: x509: ${fault}`;
}

async function faultOf(error: NodeJS.ErrnoException, way: Way): Promise<string | undefined> {
  switch (error.code ?? '') {
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'CERT_SIGNATURE_FAILURE':
      return 'certificate signed by unknown authority';
    case 'CERT_HAS_EXPIRED':
    case 'CERT_NOT_YET_VALID':
      return `certificate has expired or is not yet valid${await lifetime(way)}`;
    case 'ERR_TLS_CERT_ALTNAME_INVALID': {
      const { cert, host = '' } = error as { cert?: { subjectaltname?: string }; host?: string };
      return wrongName(cert?.subjectaltname ?? '', host);
    }
    default:
      return undefined;
  }
}

/** @param names as Node writes them: `DNS:kubernetes, IP Address:10.96.0.1` */
function wrongName(names: string, host: string): string {
  const [kind, missing] =
    isIP(host) === 0
      ? ['DNS:', `certificate is not valid for any names, but wanted to match ${host}`]
      : ['IP Address:', `cannot validate certificate for ${host} because it doesn't contain any IP SANs`];
  const fitting = names.split(', ').flatMap((name) => (name.startsWith(kind) ? name.slice(kind.length) : []));
  return fitting.length === 0 ? missing : `certificate is valid for ${fitting.join(', ')}, not ${host}`;
}

function lifetime({ server, proxy }: Way): Promise<string> {
  if (proxy) return Promise.resolve('');
  return new Promise((resolve) => {
    const socket = connect({ host: server.hostname, port: Number(server.port || 443), rejectUnauthorized: false });
    socket.setTimeout(2000, () => socket.destroy());
    socket.on('error', () => resolve(''));
    socket.on('close', () => resolve(''));
    socket.on('secureConnect', () => {
      const { valid_from: from, valid_to: to } = socket.getPeerCertificate();
      const now = new Date();
      const [word, end] = now < new Date(from) ? ['before', from] : ['after', to];
      resolve(`: current time ${rfc3339(now)} is ${word} ${rfc3339(new Date(end))}`);
      socket.destroy();
    });
  });
}

const rfc3339 = (time: Date) => `${time.toISOString().slice(0, 19)}Z`;
