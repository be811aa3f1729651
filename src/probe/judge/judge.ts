import type { Check } from './checks.ts';
import { crossNode, muteEndpoints } from './endpoints.ts';
import {
  by,
  isOk,
  layer,
  ran,
  refusedAtOnce,
  rstWithin,
  type Shape,
  titles,
  type Verdict,
  verdict,
} from './verdict.ts';
import type { Via } from '../pod/targets.ts';

/** What is known besides packets. */
export interface Setting {
  /** Of the ways that were asked for by name; only they count. */
  via?: readonly Via[] | undefined;
  /** Where the pod ran; '' where that is not known. */
  node: string;
  /** It is of type LoadBalancer and has no address. */
  pending: boolean;
  /** Node ports answer on these nodes' addresses alone, by the Service's own policy (externalTrafficPolicy Local). */
  localNodes?: ReadonlySet<string> | undefined;
  /** The load balancer's address is for others than this client (loadBalancerSourceRanges). */
  shutByRanges?: boolean | undefined;
  /** Node ports were asked for, and nodes without an endpoint drop what comes in from outside (externalTrafficPolicy Local). */
  dropsFromOutside?: boolean | undefined;
  /** What the answer had to be, and whether it was. */
  expectation?: { met: boolean; text: string } | undefined;
  udp: boolean;
  /** Its pods carry the sidecar of a service mesh. */
  meshed: boolean;
  /** And that mesh is known to cut off whoever is outside it. */
  strictMesh?: boolean | undefined;
  /** No pod of cluster DNS is known to be on the client's own node. */
  dnsElsewhere: boolean;
}

/** Names that fail after this have not been answered; those that do not exist fail in milliseconds. */
const silentAfter = 4500;

/**
 * What packets say of one port from one vantage: `checks` are the controls, those of the Service's names, and those of the
 * port. No verdict without a positive control: a client without a network proves nothing.
 */
export function judge(checks: readonly Check[], setting: Setting): Verdict {
  const [address, known] = by(checks, 'control');
  const connections = ran(layer(checks, 'l4')).filter(({ via }) => via !== 'control' && via !== 'other-port');
  const endpoints = by(connections, 'endpoints');
  const names = ran(layer(by(checks, 'dns'), 'dns')).filter(({ id }) => !id.includes('.'));
  const byName = by(connections, 'name');
  const fronts = by(connections, 'cluster-ip', 'external-name');
  const front = frontOf(connections, fronts, byName, setting.via);
  if (!address || address.outcome === 'not-run') return verdict('inconclusive', 'The pod said too little to tell.');
  if (setting.pending && setting.via?.includes('load-balancer') && front.length === 0)
    return verdict('unreachable', 'It has no load balancer address.', [], 'PART');
  // Where connections were to be tried and none was, a name that resolves is not all there is to know.
  const untried = layer(checks, 'l4').some(({ via }) => via !== 'control' && via !== 'other-port');
  if (front.length === 0 && names.length > 0 && !untried) return ofNames(names, checks);
  if (front.length === 0) return verdict('inconclusive', 'Too little was tried to tell.');
  // Who is refused at once, where the control is not, has been where he was sent.
  const hasBeenOut = !refusedAtOnce(address) && by(connections, 'endpoints').some(refusedAtOnce);
  if (!isOk(address) && !connections.some(isOk) && !hasBeenOut) {
    const sentence =
      known && isOk(known)
        ? 'The probe pod asks DNS and reaches nothing else, not even the API server: its own network is closed.'
        : 'The probe pod reaches nothing, not even the API server: its own network is closed.';
    return verdict('inconclusive', sentence, [address], 'CLIENT ISOLATED');
  }
  if (setting.udp && front.some(({ outcome }) => outcome === 'no-answer') && !front.some(isOk))
    return verdict(
      'inconclusive',
      'Nothing answered over UDP, which proves nothing: a server need not answer what it does not understand.',
      front,
    );
  if (front.every(isOk)) return working({ checks, names, byName, front, connections, setting });
  if (front.some(isOk)) {
    const failed = front.filter((check) => !isOk(check));
    return verdict(
      'degraded',
      `It answers at ${places(front.filter(isOk))}, and not at ${places(failed)}.`,
      failed,
      'PART',
    );
  }
  const rest = broken(front, endpoints, setting);
  // Whoever cannot resolve the name gets nowhere, wherever the Service would have sent him.
  return (rest.word === 'degraded' && nameless({ checks, names, byName, connections, setting })) || rest;
}

/** The way that decides: what was asked for, else the Service's own address, else its name, else its endpoints. */
function frontOf(all: readonly Check[], fronts: Check[], byName: Check[], via: Setting['via']): Check[] {
  if (via) return all.filter((check) => via.includes(check.via));
  if (fronts.length > 0) return fronts;
  return byName.length > 0 ? byName : by(all, 'endpoints');
}

const places = (checks: readonly Check[]) => [...new Set(checks.map(({ host }) => host))].join(', ');

/** A Service without ports has its name alone. */
function ofNames(names: readonly Check[], checks: readonly Check[]): Verdict {
  if (names.some(isOk)) return verdict('reachable', 'Its name resolves; it has no port to connect to.');
  return unnamed(names, checks);
}

function unnamed(names: readonly Check[], checks: readonly Check[]): Verdict {
  const [, known] = by(checks, 'control');
  const silent = !known || !isOk(known) || names.every(({ took = 0 }) => took >= silentAfter);
  return silent
    ? verdict('unreachable', 'No name resolves in this pod: cluster DNS does not answer it.', names, 'DNS')
    : verdict('unreachable', 'Its name does not resolve, and clients use the name.', names, 'NAME');
}

interface Working {
  checks: readonly Check[];
  names: Check[];
  byName: Check[];
  front: Check[];
  connections: Check[];
  setting: Setting;
}

/** Where none of its names resolves. */
function nameless({ checks, names, byName, connections, setting }: Omit<Working, 'front'>): Verdict | undefined {
  const named = names.length > 0 ? names : byName;
  if (named.length === 0 || named.some(({ outcome }) => outcome !== 'dns')) return undefined;
  const found = unnamed(named, checks);
  const far = setting.dnsElsewhere && crossNode(by(connections, 'endpoints'), setting.node);
  return far && found.shape === 'DNS'
    ? { ...found, shape: 'CROSS-NODE', sentence: 'Pods on other nodes do not answer, cluster DNS among them.' }
    : found;
}

function working(seen: Working): Verdict {
  const { checks, names, front, connections, setting } = seen;
  const withoutName = nameless(seen);
  if (withoutName) return withoutName;
  const { expectation, via, pending, localNodes, shutByRanges } = setting;
  const said = layer(checks, 'l7');
  if (isCutOff(said, setting))
    return verdict(
      'unreachable',
      'Its pods take connections and reset them: their mesh talks to clients of the mesh only.',
      said,
      'PROTOCOL',
    );
  const byDesign = ({ via: way, host }: Check) =>
    (way === 'node-port' && localNodes && !localNodes.has(host)) || (way === 'load-balancer' && shutByRanges);
  const failed = (via ? [] : [...names, ...connections]).filter(
    (check) => !isOk(check) && !byDesign(check) && check.outcome !== 'no-answer',
  );
  if (failed.length > 0) {
    const total = names.length + connections.length;
    const what = [...new Set(failed.map(({ via: way }) => titles[way]))].join(', ');
    return verdict(
      'degraded',
      `It answers, but not by every way: ${failed.length} of ${total} checks failed (${what}).`,
      failed,
      'PART',
    );
  }
  const mute = via && !via.includes('endpoints') ? [] : muteEndpoints(checks);
  if (mute.length > 0) {
    const all = layer(by(connections, 'endpoints'), 'l4').length;
    return verdict(
      'degraded',
      `It answers, but ${mute.length} of ${all} endpoints ${mute.length === 1 ? 'takes' : 'take'} connections and ${mute.length === 1 ? 'does' : 'do'} not answer.`,
      mute,
      'PART',
    );
  }
  if (expectation && !expectation.met)
    return verdict('degraded', 'It answers, but not as was expected.', front, 'HTTP');
  // A pod reaches the port of its own node by a short cut that nobody outside has.
  if (setting.dropsFromOutside)
    return verdict('degraded', 'It answers here, but not from outside at every node.', [], 'PART');
  if (pending && !via)
    return verdict('degraded', 'It answers inside the cluster, and has no load balancer address.', [], 'PART');
  return verdict('reachable', '');
}

/**
 * A sidecar that wants its own TLS closes at the first byte that is none: as a reset where the request had come, and as an end
 * where it had not yet. An end alone may be the application's own, unless the mesh is known to be strict.
 */
function isCutOff(said: readonly Check[], { meshed, strictMesh }: Setting): boolean {
  const cut = said.filter(({ outcome }) => outcome === 'reset' || outcome === 'tls');
  const ended = said.filter(({ outcome }) => outcome === 'empty');
  return (
    meshed && (cut.length > 0 || (ended.length > 0 && strictMesh === true)) && cut.length + ended.length === said.length
  );
}

function broken(front: readonly Check[], endpoints: readonly Check[], { node, udp }: Setting): Verdict {
  const refused = (list: readonly Check[]) =>
    list.length > 0 && list.every(({ outcome, took = 0 }) => outcome === 'refused' && (udp || took < rstWithin));
  const lost = (list: readonly Check[]) => list.length > 0 && list.every(({ outcome }) => outcome === 'timeout');
  const down = (shape: Shape, sentence: string) =>
    verdict('unreachable', sentence, [...front, ...endpoints.filter((check) => !isOk(check))], shape);
  if (front.every(({ via }) => via === 'external-name')) {
    const unknown = front.every(({ outcome }) => outcome === 'dns');
    return down(
      'EXTERNAL',
      unknown
        ? 'The name that it stands for does not resolve.'
        : 'The name that it stands for does not answer at this port.',
    );
  }
  if (front.every(({ via, outcome }) => via === 'load-balancer' && outcome === 'dns'))
    return down('EXTERNAL', 'The name of its load balancer does not resolve.');
  if (endpoints.length > 0 && endpoints.every(isOk))
    return down('SERVICE PATH', 'Every endpoint answers, but not through the Service.');
  const bad = endpoints.filter((check) => !isOk(check));
  const silent = endpoints.filter(({ outcome }) => outcome === 'no-answer');
  if (udp && silent.length > 0 && refused(front)) {
    const refusing = endpoints.filter(({ outcome }) => outcome === 'refused');
    return refusing.length > 0
      ? verdict(
          'degraded',
          `${refusing.length} of ${endpoints.length} endpoints refuse, and with them what is sent there; the others do not answer, which over UDP proves nothing.`,
          [...front, ...refusing],
          'PART',
        )
      : down('SERVICE PATH', 'What is sent to the Service is refused, and its endpoints do not refuse.');
  }
  // Whoever is sent to a pod that refuses is refused as fast as by itself: the next connection may well be taken.
  if (endpoints.some(isOk) && refused(bad) && refused(front))
    return verdict(
      'degraded',
      `${bad.length} of ${endpoints.length} endpoints refuse, and with them the connections that are sent there.`,
      [...front, ...bad],
      'PART',
    );
  if (endpoints.some(isOk)) {
    const far = crossNode(endpoints, node);
    // The next connection may well be sent to one that is near: what was met is chance.
    if (far && lost(front))
      return verdict(
        'degraded',
        'Endpoints on this node answer, those on other nodes do not, and with them the connections that are sent there.',
        [...front, ...bad],
        'CROSS-NODE',
      );
    if (far) return down('CROSS-NODE', 'Endpoints on this node answer, those on other nodes do not.');
    // The same of packets that are lost.
    if (lost(bad) && lost(front))
      return verdict(
        'degraded',
        `${bad.length} of ${endpoints.length} endpoints do not answer, and with them the connections that are sent there.`,
        [...front, ...bad],
        'PART',
      );
    return down('SERVICE PATH', 'Some endpoints answer, but not through the Service.');
  }
  if (refused(endpoints) || (endpoints.length === 0 && refused(front)))
    return down(
      'NOT LISTENING',
      `The ${endpoints.some(({ endpoint }) => endpoint?.pod === undefined) ? 'endpoints' : 'pods'} are there and refuse: nothing listens on their address at this port.`,
    );
  if (lost(endpoints) || (endpoints.length === 0 && lost(front)))
    return down('BLOCKED', 'Packets to the Service and to its endpoints are lost without an answer.');
  if (endpoints.length === 0) return down('NO ENDPOINTS', 'Nothing stands behind it: the network itself refuses.');
  return down('SERVICE PATH', 'Neither the Service nor its endpoints answer.');
}
