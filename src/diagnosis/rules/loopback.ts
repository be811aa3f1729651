import type { Container } from 'kubernetes-types/core/v1.js';
import type { Case } from '../case.ts';
import { type Facts, isReady, namespaceOf, type Pod } from '../facts.ts';
import { type Finding, portKey } from '../finding.ts';
import { kubectl } from '../command.ts';
import { findPort, hasEnded, isLeaving, makerOf } from '../pods.ts';
import { frontsOf, lost, passed, refusedByPod, triesOf } from '../vantage.ts';

/**
 * S04, as far as the API shows it: a container is told to listen on a loopback address. A hint, because the words of a
 * command line are the application's own; an error once the pod has refused, and none once it has answered.
 */
export function loopbackHint({ facts, ports, seen }: Case): Finding[] {
  const pods = facts.selected.filter((pod) => !hasEnded(pod) && !isLeaving(pod));
  return ports.flatMap((port) => {
    const tries = triesOf(seen, port);
    const answered = tries.length === 0 ? frontsOf(seen, port).some(passed) : tries.some(passed);
    // Lost packets have not come to a listener: the hint stays one.
    if (answered || (tries.length > 0 && !tries.some(refusedByPod) && !tries.every(lost))) return [];
    const [hint] = pods.flatMap((pod) => {
      const number = findPort(pod, port.targetPort ?? port.port, port.protocol ?? 'TCP');
      return pod.spec.containers.flatMap((container) => {
        const words = number === undefined ? undefined : loopbackWords(container, number);
        return words === undefined ? [] : [{ pod, container, words, number }];
      });
    });
    return hint && isReady(hint.pod) ? [told(facts, port, hint, tries.some(refusedByPod))] : [];
  });
}

interface Hint {
  pod: Pod;
  container: Container;
  words: string;
  number: number | undefined;
}

function told(
  facts: Facts,
  port: Case['ports'][number],
  { pod, container, words, number }: Hint,
  refused: boolean,
): Finding {
  const namespace = namespaceOf(facts.service);
  const maker = makerOf(pod);
  const target = maker ? `${maker.kind.toLowerCase()}/${maker.name}` : `pod/${pod.metadata.name}`;
  return {
    id: 'S04',
    severity: refused ? 'error' : 'info',
    confidence: refused ? 'likely' : 'possible',
    reason: 'declared',
    ports: [portKey(port)],
    message: `container "${container.name}" is told to listen on the loopback address, where only its own pod reaches it`,
    objects: [
      { kind: maker?.kind ?? 'Pod', name: maker?.name ?? pod.metadata.name, namespace },
      { kind: 'Pod', name: pod.metadata.name, namespace },
    ],
    evidence: [`its command or environment says: ${words}`],
    fix: [{ command: kubectl(namespace, 'edit', target), why: `let it listen on 0.0.0.0 (or [::]), port ${number}` }],
  };
}

const loopback = /(?:^|[=:@/\s[])(127(?:\.\d{1,3}){3}|localhost|\[?::1\]?)(?::(\d+))?$/i;
const binds = /(?:^|[-_])(?:bind|listen|host|addr|address|interface|ip)(?:$|[-_=])|^-[hHsbl]$/i;

/** The words that bind a container to the loopback at this port; an address with another port is somebody else's. */
function loopbackWords({ command = [], args = [], env = [] }: Container, number: number): string | undefined {
  const words = [...command, ...args].flatMap((text) => (text.includes('\n') ? [] : text.split(/\s+/)));
  for (const [index, word] of words.entries()) {
    const found = loopback.exec(word);
    if (!found) continue;
    const [, , port] = found;
    const before = words[index - 1] ?? '';
    const isFlag = word.startsWith('-') ? binds.test(word.replace(/=.*$/, '')) : binds.test(before);
    const said = `${word.startsWith('-') || !before.startsWith('-') ? '' : `${before} `}${word}`;
    if (port === String(number) && (isFlag || !/^https?:/.test(word))) return said;
    if (port === undefined && isFlag) return said;
  }
  const variable = env.find(
    ({ name, value = '' }) =>
      /(?:^|_)(?:BIND|LISTEN|HOST|ADDR|ADDRESS)$|^HOSTNAME$/i.test(name) &&
      [`127.0.0.1`, 'localhost', '::1', `127.0.0.1:${number}`, `localhost:${number}`].includes(value),
  );
  return variable && `${variable.name}=${variable.value}`;
}
