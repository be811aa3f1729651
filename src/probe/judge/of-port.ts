import { type Finding, portKey } from '../../diagnosis/finding.ts';
import type { ServicePort } from '../../service/types.ts';

/** A finding about one port: an error, and likely, with no evidence but the message, unless it says otherwise. */
export const ofPort = (
  port: ServicePort,
  id: string,
  more: Pick<Finding, 'message' | 'fix'> & Partial<Finding>,
): Finding => ({
  id,
  severity: 'error',
  confidence: 'likely',
  ports: [portKey(port)],
  evidence: [],
  ...more,
});
