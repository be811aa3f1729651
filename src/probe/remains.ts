/** Something of ours in a cluster. */
export interface Remaining {
  kind: 'job' | 'pod';
  name: string;
  namespace: string;
  /** When the cluster has removed it at the latest, should we not; a bare pod never. RFC 3339. */
  expires?: string | undefined;
  /** It stays because it is to stay. */
  kept: boolean;
}

/** What a run has in the cluster at the moment, for whoever has no time to wait until it is gone. */
export interface Remains {
  add: (one: Remaining) => void;
  remove: (name: string) => void;
  /** What to say of what stays there, with the command that removes it; '' where nothing does. */
  text: () => string;
}

export function remains(): Remains {
  const all = new Map<string, Remaining>();
  return {
    add: (one) => void all.set(one.name, one),
    remove: (name) => void all.delete(name),
    text: () => [...all.values()].map(sentence).join(''),
  };
}

function sentence({ kind, name, namespace, expires, kept }: Remaining): string {
  const what = kept ? `${kind} ${name} is kept` : `warning: ${kind} ${name} may still be there`;
  const until =
    expires === undefined ? 'the cluster does not remove it by itself' : `the cluster removes it by ${expires}`;
  return `${what}; ${until}. To remove it now:\n  kubectl -n ${namespace} delete ${kind} ${name}\n`;
}
