import { UsageError } from '../errors.ts';
import type { KubeClient } from '../kube/client.ts';
import { type Kind, kinds } from '../service/kinds.ts';

export interface Target {
  kind: Kind;
  name: string;
}

/**
 * `TYPE NAME…` or `TYPE/NAME…`, in kubectl's rules and words (cli-runtime/pkg/resource/builder.go). Kinds that kubesvc does
 * not know are refused; a command that takes any kind asks the cluster for it, with `namedTargets` and `resolveKind`.
 * @param missing what is thrown where nothing is named
 */
export function parseTargets(words: readonly string[], missing: UsageError): Target[] {
  if (words.length === 1 && words[0]?.includes('/') === false) kindNamed(words[0]); // a wrong type is worse than no name
  return namedTargets(words, missing).map(({ type, name }) => ({ kind: kindNamed(type), name }));
}

/** The same line, its types as they were written. */
export function namedTargets(words: readonly string[], missing: UsageError): { type: string; name: string }[] {
  if (words.length === 0) throw missing;
  if (words.some((word) => word.includes('/'))) return words.map(slashed);
  const [type = '', ...names] = words;
  if (names.length === 0) throw new UsageError('resource(s) were provided, but no name was specified');
  return names.map((name) => ({ type, name }));
}

function slashed(word: string): { type: string; name: string } {
  if (!word.includes('/')) {
    throw new UsageError(
      "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubesvc get resource/<resource_name>' instead of 'kubesvc get resource resource/<resource_name>'",
    );
  }
  const [type = '', name = '', ...rest] = word.split('/');
  if (rest.length > 0) throw new UsageError('arguments in resource/name form may not have more than one slash');
  if (type === '' || name === '')
    throw new UsageError('arguments in resource/name form must have a single resource and name');
  return { type, name };
}

/** A built-in kind by plural, singular or short name, in any case, with its group or version behind or not (`deploy`, `deployments.apps`). */
export function builtIn(word: string): Kind | undefined {
  const [resource = '', ...rest] = word.toLowerCase().split('.');
  return Object.values<Kind>(kinds).find(
    ({ plural, singular, shortNames, group, version }) =>
      [plural, singular, ...shortNames].includes(resource) &&
      ['', group, version, `${version}.${group}`].includes(rest.join('.')),
  );
}

export function kindNamed(word: string): Kind {
  const found = builtIn(word);
  if (found) return found;
  throw new UsageError(`the server doesn't have a resource type "${word}"`);
}

/** Any kind: a built-in one without a request, every other one by asking the server what it has. */
export async function resolveKind(word: string, cluster: () => Promise<KubeClient>): Promise<Kind> {
  return builtIn(word) ?? (await cluster()).resolve(word);
}
