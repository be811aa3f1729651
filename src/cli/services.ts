import { type CliError, ManyErrors, ServerError, UsageError } from '../errors.ts';
import type { KubeClient } from '../kube/client.ts';
import { kinds } from '../service/kinds.ts';
import { parseTargets } from './targets.ts';

/** The names after `get svc` and its like: `svc web one`, `svc/web svc/one`, or none for all. */
export function serviceNames(words: readonly string[]): string[] {
  const [type = ''] = words;
  const targets =
    words.length === 1 && !type.includes('/') ? [] : parseTargets(words, new UsageError('no name was specified'));
  const stranger = targets.find(({ kind }) => kind !== kinds.Service);
  const isService = ['services', 'service', 'svc'].includes(type.toLowerCase().replace(/\.v1$/, ''));
  if (stranger || (targets.length === 0 && !isService)) {
    throw new UsageError(`kubesvc shows Services only, not "${stranger?.kind.plural ?? type}": use kubesvc get svc`);
  }
  return targets.map(({ name }) => name);
}

/** Does each on its own, so that one that is missing or refused does not hide the others. */
export async function eachAlone<N, T>(
  kube: KubeClient,
  all: readonly N[],
  act: (one: N) => Promise<T>,
): Promise<{ found: T[]; errors: CliError[] }> {
  const found: T[] = [];
  const errors: CliError[] = [];
  for (const one of all) {
    try {
      found.push(await act(one));
    } catch (error) {
      if (error instanceof ServerError) errors.push(await nearerCause(kube, error));
      else if (error instanceof UsageError) errors.push(error);
      else throw error;
    }
  }
  return { found, errors };
}

/** "Not found" in a namespace that does not exist means the namespace (cli-runtime/pkg/resource/visitor.go:103). */
async function nearerCause(kube: KubeClient, error: ServerError): Promise<ServerError> {
  if (error.reason !== 'NotFound' || kube.namespace === 'default') return error;
  return (await missingNamespace(kube)) ?? error;
}

/** The server's own words where the namespace does not exist; undefined where it does, or may not be read. */
export async function missingNamespace(kube: KubeClient): Promise<ServerError | undefined> {
  try {
    await kube.read(kinds.Namespace, { name: kube.namespace });
    return undefined;
  } catch (error) {
    return error instanceof ServerError && error.reason === 'NotFound' ? error : undefined;
  }
}

/** One error as it is, several as one. */
export function throwAll(errors: readonly CliError[]): void {
  const [first, ...others] = errors;
  if (first) throw others.length > 0 ? new ManyErrors(errors) : first;
}
