export function leftBehind(existing: ReadonlyMap<string, string>, runner: 'job' | 'pod'): string {
  return [...existing]
    .map(
      ([name, namespace]) =>
        `warning: ${runner} ${name} may still be there${runner === 'job' ? '; the cluster removes it when its time is up' : ''}; to remove it now:\n  kubectl -n ${namespace} delete ${runner} ${name}\n`,
    )
    .join('');
}
