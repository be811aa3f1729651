import { UsageError } from '../errors.ts';
import type { KubeClient } from '../kube/client.ts';
import { type Kind, kinds, noSuchType } from '../service/kinds.ts';

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

/** The same line, its types as they were written; `pod,svc web` is `pod/web svc/web`. */
export function namedTargets(words: readonly string[], missing: UsageError): { type: string; name: string }[] {
  if (words.length === 0) throw missing;
  const [first = '', ...names] = words;
  const [type = '', ...types] = typesIn(first);
  const several = names.length > 0 && types.length > 0;
  const line = several ? [type, ...types].flatMap((one) => names.map((name) => `${one}/${name}`)) : words;
  if (line.some((word) => word.includes('/'))) {
    if (!line.every((word) => word.includes('/'))) throw mixedForms();
    return line.map(slashed);
  }
  if (names.length === 0) throw withoutName();
  return names.map((name) => ({ type, name }));
}

export const withoutName = () => new UsageError('resource(s) were provided, but no name was specified');

/** `svc,pods`: each type once. */
export const typesIn = (word: string): string[] => [...new Set(word.split(','))];

/** The name, unless it is empty, which would stand for a list. @throws UsageError */
export function nonEmpty(name: string): string {
  if (name === '') throw new UsageError('resource name may not be empty');
  return name;
}

const mixedForms = () =>
  new UsageError(
    "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubesvc get resource/<resource_name>' instead of 'kubesvc get resource resource/<resource_name>'",
  );

function slashed(word: string): { type: string; name: string } {
  const [type = '', name = '', ...rest] = word.split('/');
  if (rest.length > 0) throw new UsageError('arguments in resource/name form may not have more than one slash');
  if (type === '' || name === '' || typesIn(type).length > 1)
    throw new UsageError('arguments in resource/name form must have a single resource and name');
  return { type, name };
}

/**
 * A built-in kind by plural or singular in any case or by its short name, with its group or version and group behind
 * or not: `deploy`, `deployments.apps`, `deployments.v1.apps`, `services.v1.`.
 */
export function builtIn(word: string): Kind | undefined {
  const [resource = '', ...rest] = word.split('.');
  return Object.values<Kind>(kinds).find(
    ({ plural, singular, shortNames, group, version }) =>
      ([plural, singular].includes(resource.toLowerCase()) || shortNames.includes(resource)) &&
      ['', group, `${version}.${group}`].includes(rest.join('.')),
  );
}

export function kindNamed(word: string): Kind {
  const found = builtIn(word);
  if (found) return found;
  throw new UsageError(noSuchType(word));
}

/** Any kind: a built-in one without a request, every other one by asking the server what it has. */
export async function resolveKind(word: string, cluster: () => Promise<KubeClient>): Promise<Kind> {
  return builtIn(word) ?? (await cluster()).resolve(word);
}
