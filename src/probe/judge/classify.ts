/**
 * What a tool's words mean for the target. `http` is an answer that is not a success: the way there works.
 * `no-answer` is all that silence over UDP can prove; `not-run`: the tool itself failed, which says nothing about the target.
 */
export type Outcome =
  | 'ok'
  | 'refused'
  | 'timeout'
  | 'unreachable'
  | 'dns'
  | 'reset'
  | 'empty'
  | 'protocol'
  | 'tls'
  | 'http'
  | 'no-answer'
  | 'denied'
  | 'not-run';

export type Tool = 'wget' | 'nc' | 'nc-udp' | 'nslookup' | 'getent' | 'timeout' | 'ping';

export interface Said {
  tool: Tool;
  text: string;
  exitCode: number;
  /** The name in the target, to tell a redirect's bad name from its own. */
  host?: string | undefined;
  /** What nslookup asked for; an address where it does not say. */
  record?: 'cname' | undefined;
}

/** Reads busybox on musl, glibc and uclibc, and GNU wget's and curl's commonest words (measured on Alpine 3.23, busybox 1.37). */
export function classify(said: Said): Outcome {
  if (/: not found|applet not found|unrecognized option|invalid option/.test(said.text)) return 'not-run';
  return readers[said.tool](said);
}

const readers: Record<Tool, (said: Said) => Outcome> = {
  wget: ofWget,
  nc: ofNc,
  'nc-udp': ofUdp,
  nslookup: ofNslookup,
  getent: ofGetent,
  timeout: (said) => network(said) ?? 'not-run',
  ping: ({ exitCode }) => (exitCode === 0 ? 'ok' : 'no-answer'),
};

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
  if (code !== undefined && code >= 400) return 'http';
  // After a good status line only a stall is news: our own end of a long body (143, 153) is not.
  if (code !== undefined) return /timed out/i.test(text) ? 'timeout' : 'ok';
  if (exitCode === 0) return 'ok'; // ssl_client may grumble at a close that was none too polite
  return tls(text) ?? network(said) ?? ofAnswer(text) ?? 'not-run';
}

/** OpenSSL's words (with a thread id before them), and those of other builds of ssl_client. */
function tls(text: string): Outcome | undefined {
  if (/error:0A[0-9A-F]{6}:|ssl_client:|SSL_connect|certificate verif|TLS error|handshake/i.test(text)) return 'tls';
  return undefined;
}

const noName =
  /bad address|can't resolve|unable to resolve|could not resolve|Name or service not known|Name does not resolve|Temporary failure in name/i;
const lost = /(Operation|Connection|download) timed out/i;
const noWay =
  /Host is unreachable|No route to host|Network( is)? unreachable|Permission denied|Operation not permitted/i;

function network({ text, exitCode }: Said): Outcome | undefined {
  if (noName.test(text)) return 'dns';
  if (/Connection refused/i.test(text)) return 'refused';
  if (lost.test(text) || exitCode === 143 || exitCode === 124) return 'timeout';
  return noWay.test(text) ? 'unreachable' : undefined;
}

function ofAnswer(text: string): Outcome | undefined {
  if (/connection reset by peer/i.test(text)) return 'reset';
  if (/error getting response|No data received|Empty reply/i.test(text)) return 'empty';
  if (/bad header line|connection closed prematurely/i.test(text)) return 'protocol';
  return undefined;
}

/** What is left of nc's output without its own words is what the server said. */
const ownWords = /^(nc: .*|punt!|Terminated|net timeout|sent \d+, rcvd \d+|.* open|)$/;
const answered = (text: string) => text.split(/[\n|]/).some((line) => !ownWords.test(line.trim()));

/** With one -v nc says nothing at all of a refusal. */
function ofNc(said: Said): Outcome {
  const code = httpStatus(said.text);
  if (code !== undefined) return code < 400 ? 'ok' : 'http';
  if (answered(said.text)) return 'ok'; // a server that greets and waits ends in our own time-out
  return network(said) ?? (said.exitCode === 0 ? 'ok' : said.exitCode === 1 ? 'refused' : 'not-run');
}

/** Over UDP nothing but an answer proves that somebody is there, and nothing but a refusal that nobody is. */
function ofUdp(said: Said): Outcome {
  if (answered(said.text) || /rcvd [1-9]/.test(said.text)) return 'ok';
  if (noName.test(said.text)) return 'dns';
  if (/Connection refused/i.test(said.text) || said.exitCode === 1) return 'refused';
  return said.exitCode === 0 || said.exitCode === 143 ? 'no-answer' : 'not-run';
}

/** Its exit code is worth little: for a short name it prints the right answer and exits 1. */
function ofNslookup({ text, exitCode, record }: Said): Outcome {
  const lines = text.split(/[\n|]/);
  const named = lines.findIndex((line) => line.trim().startsWith('Name:'));
  if (named !== -1 && lines.slice(named).some((line) => line.trim().startsWith('Address'))) return 'ok';
  if (/\bservice = /.test(text)) return 'ok';
  if (/canonical name = /.test(text) && record === 'cname') return 'ok';
  return exitCode === 127 ? 'not-run' : 'dns';
}

function ofGetent({ exitCode }: Said): Outcome {
  return exitCode === 0 ? 'ok' : [1, 2, 143].includes(exitCode) ? 'dns' : 'not-run';
}
