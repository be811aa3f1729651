/** One thing that is wrong, or worth knowing, with what proves it and what mends it. Ids are stable. */
export interface Finding {
  /** `S01`, `N01`, `R03`: see the finding catalogue in docs. */
  id: string;
  severity: 'error' | 'warning' | 'info';
  confidence: 'certain' | 'likely' | 'possible';
  /** A machine-readable sub-case, `label-mismatch` for one. */
  reason?: string;
  message: string;
  /** The objects that it is about, the one to change first. */
  objects?: readonly ObjectRef[];
  /** Lines that prove it: what was seen, and where. */
  evidence: string[];
  fix: Fix[];
  /** Keys (`portKey`) of the Service's ports that it is about; absent where it is about all of them. */
  ports?: string[];
  /** It proves by itself, without a packet, that its ports cannot be reached. */
  conclusive?: boolean;
}

export interface ObjectRef {
  kind: string;
  name: string;
  namespace?: string;
}

/** A command that can be pasted, or advice where no command can know enough. */
export interface Fix {
  command: string;
  why?: string;
  /** It takes the cause away by itself, as it stands. */
  mends?: boolean;
  /** It ends or deletes something that runs. */
  destructive?: boolean;
}

/** `80/TCP`: what tells the ports of one Service apart (the API allows each number once a protocol). */
export const portKey = ({ port, protocol = 'TCP' }: { port: number; protocol?: string }): string =>
  `${port}/${protocol}`;

const severities = ['error', 'warning', 'info'];
const confidences = ['certain', 'likely', 'possible'];

/** What decides first, what is worse, what is surer; else as they stand, which is the nearest to the cause first. */
export function ranked(findings: readonly Finding[]): Finding[] {
  const rank = ({ conclusive = false, severity, confidence }: Finding) => [
    conclusive ? 0 : 1,
    severities.indexOf(severity),
    confidences.indexOf(confidence),
  ];
  return [...findings].sort((a, b) => {
    const [left, right] = [rank(a), rank(b)];
    const first = left.findIndex((value, index) => value !== right[index]);
    return first < 0 ? 0 : (left[first] ?? 0) - (right[first] ?? 0);
  });
}

/** The finding that is named as the cause: the first that is more than a note. */
export const causeOf = (findings: readonly Finding[]): Finding | undefined =>
  ranked(findings).find(({ severity }) => severity !== 'info');
