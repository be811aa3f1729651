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

/** Labels that a controller writes for itself: no Service should select by them. */
export const controllersOwn =
  /^(pod-template-hash|controller-revision-hash|pod-template-generation|statefulset\.kubernetes\.io\/.*|apps\.kubernetes\.io\/pod-index|(?:.*[/-])?controller-uid|job-name|batch\.kubernetes\.io\/.*)$/;
