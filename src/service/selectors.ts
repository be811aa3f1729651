import type { LabelSelector } from 'kubernetes-types/meta/v1.js';

/** Whether labels satisfy a LabelSelector; an empty one is satisfied by all (apimachinery `labels.Selector`). */
export function satisfies(labels: Readonly<Record<string, string>>, selector: LabelSelector): boolean {
  const { matchLabels = {}, matchExpressions = [] } = selector;
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      const value = labels[key];
      switch (operator) {
        case 'In':
          return value !== undefined && values.includes(value);
        case 'NotIn': // an absent key is not in any list
          return value === undefined || !values.includes(value);
        case 'Exists':
          return value !== undefined;
        case 'DoesNotExist':
          return value === undefined;
        default:
          return false;
      }
    })
  );
}
