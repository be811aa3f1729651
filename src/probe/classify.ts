/**
 * What a tool's words mean for the target. `http` is an answer that is not a success: the way there works.
 * `not-run`: the tool itself failed, which says nothing about the target.
 */
export type Outcome =
  'ok' | 'refused' | 'timeout' | 'unreachable' | 'dns' | 'reset' | 'empty' | 'protocol' | 'tls' | 'http' | 'not-run';

export interface Said {
  tool: 'wget' | 'nc' | 'getent';
  text: string;
  exitCode: number;
  /** The name in the target, to tell a redirect's bad name from its own. */
  host?: string;
}

/** Reads busybox on musl, glibc and uclibc, and GNU wget's commonest words (measured on Alpine 3.23, busybox 1.37). */
export function classify(said: Said): Outcome {
  const { tool, text, exitCode } = said;
  if (/: not found|applet not found|unrecognized option|invalid option/.test(text)) return 'not-run';
  if (tool === 'wget') return ofWget(said);
  if (tool === 'getent') return exitCode === 0 ? 'ok' : [1, 2, 143].includes(exitCode) ? 'dns' : 'not-run';
  return ofNc(said);
}

const status = /HTTP\/[\d.]+ (\d{3})/;

/** The first status line is the target's own; what comes after a redirect is the redirect's. */
export function httpStatus(text: string): number | undefined {
  const [, code] = status.exec(text) ?? [];
  return code === undefined ? undefined : Number(code);
}

function ofWget(said: Said): Outcome {
  const { text, exitCode, host } = said;
  const code = httpStatus(text);
  if (code !== undefined && code >= 300 && code < 400) return 'ok';
  if (/too many redirections/.test(text)) return 'ok';
  const [, badName] = /bad address '([^']*)'/.exec(text) ?? [];
  if (badName !== undefined && host !== undefined && badName.replace(/:\d+$/, '') !== host) return 'ok';
  if (code !== undefined)
    return code < 400
      ? exitCode === 0 || /server returned error/.test(text)
        ? 'ok'
        : (network(said) ?? 'ok')
      : 'http';
  if (exitCode === 0) return 'ok'; // ssl_client may grumble at a close that was none too polite
  return tls(text) ?? network(said) ?? ofAnswer(text) ?? 'not-run';
}

/** OpenSSL's words (with a thread id before them), and those of other builds of ssl_client. */
function tls(text: string): Outcome | undefined {
  if (/error:0A[0-9A-F]{6}:|ssl_client:|SSL_connect|certificate verif|TLS error|handshake/i.test(text)) return 'tls';
  return undefined;
}

function network({ text, exitCode }: Said): Outcome | undefined {
  if (
    /bad address|can't resolve|unable to resolve|Name or service not known|Name does not resolve|Temporary failure in name/i.test(
      text,
    )
  )
    return 'dns';
  if (/Connection refused/i.test(text)) return 'refused';
  if (
    /(Operation|Connection|download) timed out/i.test(text) ||
    (exitCode === 143 && /Terminated/.test(text)) ||
    exitCode === 143
  )
    return 'timeout';
  if (
    /Host is unreachable|No route to host|Network( is)? unreachable|Permission denied|Operation not permitted/i.test(
      text,
    )
  )
    return 'unreachable';
  return undefined;
}

function ofAnswer(text: string): Outcome | undefined {
  if (/connection reset by peer/i.test(text)) return 'reset';
  if (/error getting response|No data received/i.test(text)) return 'empty';
  if (/bad header line|connection closed prematurely/i.test(text)) return 'protocol';
  return undefined;
}

/** What is left of nc's output without its own words is what the server said. */
const ownWords = /^(nc: .*|punt!|Terminated|sent \d+, rcvd \d+|.* open|)$/;
const answered = (text: string) => text.split(/[\n|]/).some((line) => !ownWords.test(line.trim()));

/** With one -v nc says nothing at all of a refusal. */
function ofNc(said: Said): Outcome {
  const code = httpStatus(said.text);
  if (code !== undefined) return code < 400 ? 'ok' : 'http';
  if (answered(said.text)) return 'ok'; // a server that greets and waits ends in our own time-out
  return network(said) ?? (said.exitCode === 0 ? 'ok' : said.exitCode === 1 ? 'refused' : 'not-run');
}
