import type { Endpoint } from '../../diagnosis/endpoints.ts';
import type { ServicePort } from '../../service/types.ts';
import type { Record } from '../pod/records.ts';
import type { Target, Via } from '../pod/targets.ts';
import { classify, httpStatus, type Outcome, type Tool } from './classify.ts';

/** One run of a tool, or several of the same, and what came of it. */
export interface Check {
  id: string;
  /** From where: a vantage's id. */
  vantage: string;
  via: Via;
  host: string;
  port: number;
  /** `dns`: a name was looked up; `l4`: a connection was tried; `l7`: something was asked over it. */
  layer: 'dns' | 'l4' | 'l7';
  /** What was asked with, on layer 7. */
  speaks?: 'http' | 'https' | 'h2c' | 'redis' | 'banner' | undefined;
  outcome: Outcome;
  status?: number | undefined;
  /** Milliseconds until the connection stood or failed, the name was found, or the answer was there. */
  took?: number | undefined;
  attempts: number;
  /**
   * Milliseconds since the first attempt: until it answered, or until it was given up. Only where it failed at first and
   * was asked again, because something had changed just before.
   */
  insisted?: number | undefined;
  exitCode?: number | undefined;
  /** The tool's own words. */
  raw: string;
  /** Not tried, because its namespace had lost so many others. */
  skipped?: boolean | undefined;
  samples?: Samples | undefined;
  service?: string | undefined;
  servicePort?: ServicePort | undefined;
  endpoint?: Endpoint | undefined;
  /** From this machine: what it leads to. Of the addresses of one place, one that answers is enough. */
  place?: string | undefined;
}

/** What `--count` saw: milliseconds of each attempt that succeeded, and how often each answer came. */
export interface Samples {
  n: number;
  times: number[];
  /** By a digest of the body; empty where no body was asked for. */
  answers: Map<string, number>;
}

/** Joins targets with their records; a target without one did not run. */
export function checksOf(targets: readonly Target[], records: readonly Record[], vantage: string): Check[] {
  const byTarget = new Map<string, Record[]>();
  for (const record of records) {
    const [id = ''] = record.id.split('.');
    const others = byTarget.get(id);
    if (others) others.push(record);
    else byTarget.set(id, [record]);
  }
  const domain = domainOf(records);
  const alive = new Set(
    targets.flatMap(({ id, group }) =>
      id.startsWith('f') && lastOf(byTarget.get(id), id)?.exitCode === 0 ? [group] : [],
    ),
  );
  // What was tried because a front failed is of no account once that front has answered after all.
  return targets
    .filter(({ id, group }) => !(id.startsWith('y') && alive.has(group)))
    .flatMap((target) => ofTarget(target, byTarget.get(target.id) ?? [], { vantage, domain }));
}

const lastOf = (records: readonly Record[] | undefined, id: string) => records?.findLast((record) => record.id === id);

const tools: { [how in Target['how']]: Tool } = {
  name: 'getent',
  cname: 'nslookup',
  tcp: 'nc',
  udp: 'nc-udp',
  dns: 'nslookup',
};

function ofTarget(target: Target, records: readonly Record[], where: { vantage: string; domain: string }): Check[] {
  const { id, via, how, port, service, servicePort, endpoint } = target;
  const host = target.host.replace('@domain', where.domain);
  const own = records.filter((record) => record.id === id);
  const last = own.at(-1);
  const layer = how === 'name' || how === 'cname' ? 'dns' : 'l4';
  const base = { vantage: where.vantage, via, host, port, service, servicePort, endpoint } as const;
  if (!last) {
    // What waits for something to fail is not missed where nothing did.
    return id.startsWith('y') || id.startsWith('o')
      ? []
      : [{ ...base, id, layer, outcome: 'not-run', attempts: 0, raw: '' }];
  }
  const { exitCode, took, text: raw } = last;
  if (exitCode === 255 && raw === 'skipped')
    return [{ ...base, id, layer, outcome: 'not-run', attempts: 0, raw: '', skipped: true }];
  const said = { tool: tools[how], text: raw, exitCode, host, ...(how === 'cname' && { record: 'cname' as const }) };
  const outcome = how === 'dns' ? ofDnsServer(raw) : classify(said);
  const insisted = records.find((record) => record.id === `${id}.late`)?.took;
  const samples = samplesOf(records.filter((record) => record.id === `${id}.s`));
  return [
    { ...base, id, layer, outcome, took, attempts: own.length, insisted, exitCode, raw, ...(samples && { samples }) },
    ...records.flatMap((record) => asked(record, base, id)),
  ];
}

/** A DNS server that answers at all, if only that it knows no such name, is there. */
function ofDnsServer(text: string): Outcome {
  if (/^Name:|\|Name:|can't find|NXDOMAIN|SERVFAIL/.test(text)) return 'ok';
  if (/Connection refused/i.test(text)) return 'refused';
  return /timed out|no servers/.test(text) ? 'no-answer' : 'not-run';
}

const words = ['http', 'https', 'h2c', 'redis', 'banner'] as const;

function asked(record: Record, base: Pick<Check, 'vantage' | 'via' | 'host' | 'port'>, id: string): Check[] {
  const word = record.id.slice(id.length + 1);
  const { exitCode, took, text: raw } = record;
  const common = { ...base, id: record.id, took, exitCode, raw, attempts: 1 };
  if (word === 'a') return [{ ...common, layer: 'dns', outcome: classify({ tool: 'nslookup', text: raw, exitCode }) }];
  const speaks = words.find((one) => one === word);
  if (!speaks) return [];
  if (speaks === 'http' || speaks === 'https') {
    const outcome = classify({ tool: 'wget', text: raw, exitCode, host: base.host });
    return [{ ...common, layer: 'l7', speaks, outcome, status: httpStatus(raw) }];
  }
  return spoken[speaks].test(raw) ? [{ ...common, layer: 'l7', speaks, outcome: 'ok' }] : [];
}

/** How a server shows what it is: bytes 4 and 5 of a SETTINGS frame, Redis's three answers to PING, and any first word. */
const spoken = { h2c: /^\s*(?:[0-9a-f]{2} ){3}04 00/, redis: /^(\+PONG|-ERR|-NOAUTH|-DENIED)/, banner: /\S/ };

function samplesOf(records: readonly Record[]): Samples | undefined {
  if (records.length === 0) return undefined;
  const good = records.filter(({ exitCode }) => exitCode === 0);
  const answers = new Map<string, number>();
  for (const { text } of good) if (/^[0-9a-f]{8}$/.test(text)) answers.set(text, (answers.get(text) ?? 0) + 1);
  return { n: records.length, times: good.map(({ took }) => took).sort((a, b) => a - b), answers };
}

/** The pod's own resolv.conf, in parts. */
export function resolvConf(records: readonly Record[]): { nameservers: string[]; search: string[]; options: string[] } {
  const lines = (records.find(({ id }) => id === 'resolv')?.text ?? '')
    .split('|')
    .map((line) => line.trim().split(/\s+/));
  const of = (key: string) => lines.filter(([first]) => first === key).flatMap(([, ...rest]) => rest);
  return { nameservers: of('nameserver'), search: of('search'), options: of('options') };
}

/** The cluster's domain, as the pod's search list has it. */
export function domainOf(records: readonly Record[]): string {
  const found = resolvConf(records).search.find((word) => word.startsWith('svc.'));
  return found?.slice('svc.'.length) ?? 'cluster.local';
}
