import type { Facts } from '../diagnosis/facts.ts';
import { causeOf, type Finding } from '../diagnosis/finding.ts';
import type { ServicePort } from '../service/types.ts';
import type { Examined } from './examined.ts';
import { resultOf } from './report/build.ts';
import type { Result } from './report/model.ts';
import type { Absent } from './subjects.ts';

/** There is no such Service, or no such port. */
export function absentResult({ namespace, name, finding }: Absent): Result {
  return {
    service: { namespace, name },
    port: null,
    verdict: 'unreachable',
    shape: null,
    cause: finding.id,
    message: finding.id === 'S05' ? 'There is no such port.' : 'There is no such Service.',
    checks: [],
    findings: [finding],
  };
}

/** What is known of a port that no packet was sent to, and what of it the user wants to hear of. */
interface Known {
  port: ServicePort | undefined;
  findings: readonly Finding[];
  shown: readonly Finding[];
}

/** What the API alone has proved. */
export function deadResult(facts: Facts, { port, findings, shown }: Known): Result {
  const verdict = { word: 'unreachable', shape: 'NO ENDPOINTS', sentence: deadSentence(findings) } as const;
  return resultOf({ facts, port, verdict, findings: shown, checks: [] });
}

function deadSentence(findings: readonly Finding[]): string {
  const cause = causeOf(findings);
  if (cause?.id === 'T02') return 'No endpoint is on that node, and the Service uses none on others.';
  if (cause?.id === 'X01') return 'It stands for an address, where only a name can be.';
  return 'No pod backs this Service, so connections are refused or time out.';
}

/** SCTP, for which the image has no tool. */
export function sctpResult(facts: Facts, { port, shown }: Known): Result {
  const verdict = { word: 'inconclusive', sentence: 'SCTP cannot be tested. The API shows endpoints for it.' } as const;
  return resultOf({ facts, port, verdict, findings: shown, checks: [] });
}

/** No pod was wanted. */
export function unseenResult({ facts, diagnosis }: Examined, { port, findings, shown }: Known): Result {
  const decided = !port && diagnosis.decided;
  const sentence = decided
    ? deadSentence(findings)
    : 'The API shows nothing that stands in the way; whether a packet gets through was not tried.';
  const verdict = { word: decided ? 'unreachable' : 'inconclusive', sentence } as const;
  return resultOf({ facts, port, verdict, findings: shown, checks: [] });
}
