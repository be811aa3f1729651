export type Labels = Readonly<Record<string, string>>;

export const labelText = (labels: Labels): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',') || '(none)';

/** Those that name one revision of a workload. */
export const rolloutsOwn: ReadonlySet<string> = new Set([
  'pod-template-hash',
  'controller-revision-hash',
  'pod-template-generation',
]);

const othersOwn =
  /^(statefulset\.kubernetes\.io\/.*|apps\.kubernetes\.io\/pod-index|(?:.*[/-])?controller-uid|job-name|batch\.kubernetes\.io\/.*)$/;

/** A label that a controller writes for itself: no Service should select by it. */
export const isControllersOwn = (key: string): boolean => rolloutsOwn.has(key) || othersOwn.test(key);
