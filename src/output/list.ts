import type { KubeObject } from '../service/types.ts';
import type { ObjectList } from './printer.ts';

/** Several objects as `get` prints them: one `kind: List` (kubectl/pkg/cmd/get/get.go, printGeneric). */
export function listOf(items: readonly KubeObject[]): ObjectList {
  return { apiVersion: 'v1', items, kind: 'List', metadata: { resourceVersion: '' } };
}
