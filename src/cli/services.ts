import { type CliError, ManyErrors, ServerError, UsageError } from '../errors.ts';
import type { KubeClient } from '../kube/client.ts';
import { kinds } from '../service/kinds.ts';
import { builtIn, parseTargets, typesIn } from './targets.ts';

/** The names after `get svc` and its like: `svc web one`, `svc/web svc/one`, or none for all. */
export function serviceNames(words: readonly string[]): string[] {
  const [first = '', ...names] = words;
  if (names.length === 0 && !first.includes('/')) {
    if (!typesIn(first).every((type) => builtIn(type) === kinds.Service)) throw servicesOnly(first);
    return [];
  }
  return parseTargets(words, new UsageError('no name was specified')).map(({ kind, name }) => {
    if (kind !== kinds.Service) throw servicesOnly(kind.plural);
    return name;
  });
}

const servicesOnly = (other: string) =>
  new UsageError(`kubesvc shows Services only, not "${other}": use kubesvc get svc`);

/**
 * Does each on its own, so that one that is missing or refused does not hide the others.
 * @param namespaceOf where one is looked for, if elsewhere than in the namespace at hand
 */
export async function eachAlone<N, T>(
  kube: KubeClient,
  all: readonly N[],
  act: (one: N) => Promise<T>,
  namespaceOf: (one: N) => string | undefined = () => undefined,
): Promise<{ found: T[]; errors: CliError[] }> {
  const found: T[] = [];
  const errors: CliError[] = [];
  for (const one of all) {
    try {
      found.push(await act(one));
    } catch (error) {
      if (error instanceof ServerError) errors.push(await nearerCause(kube, error, namespaceOf(one)));
      else if (error instanceof UsageError) errors.push(error);
      else throw error;
    }
  }
  return { found, errors };
}

/** "Not found" in a namespace that does not exist means the namespace (cli-runtime/pkg/resource/visitor.go:103). */
export async function nearerCause(
  kube: KubeClient,
  error: ServerError,
  namespace = kube.namespace,
): Promise<ServerError> {
  if (error.reason !== 'NotFound' || namespace === 'default') return error;
  return (await missingNamespace(kube, namespace)) ?? error;
}

/** The server's own words where the namespace does not exist; undefined where it does, or may not be read. */
export async function missingNamespace(kube: KubeClient, namespace = kube.namespace): Promise<ServerError | undefined> {
  try {
    await kube.read(kinds.Namespace, { name: namespace });
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
