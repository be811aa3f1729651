import { UsageError } from '../errors.ts';
import { type Kind, kinds } from '../service/kinds.ts';

export interface Target {
  kind: Kind;
  name: string;
}

/**
 * `TYPE NAME…` or `TYPE/NAME…`, in kubectl's rules and words (cli-runtime/pkg/resource/builder.go).
 * @param missing what is thrown where nothing is named
 */
export function parseTargets(words: readonly string[], missing: UsageError): Target[] {
  if (words.length === 0) throw missing;
  if (words.some((word) => word.includes('/'))) return words.map(slashed);
  const [type = '', ...names] = words;
  const kind = kindNamed(type);
  if (names.length === 0) throw new UsageError('resource(s) were provided, but no name was specified');
  return names.map((name) => ({ kind, name }));
}

function slashed(word: string): Target {
  if (!word.includes('/')) {
    throw new UsageError(
      "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubesvc get resource/<resource_name>' instead of 'kubesvc get resource resource/<resource_name>'",
    );
  }
  const [type = '', name = '', ...rest] = word.split('/');
  if (rest.length > 0) throw new UsageError('arguments in resource/name form may not have more than one slash');
  if (type === '' || name === '')
    throw new UsageError('arguments in resource/name form must have a single resource and name');
  return { kind: kindNamed(type), name };
}

/** A kind by plural, singular or short name, in any case, with its group or version behind or not (`deploy`, `deployments.apps`). */
export function kindNamed(word: string): Kind {
  const [resource = '', ...rest] = word.toLowerCase().split('.');
  const found = Object.values<Kind>(kinds).find(
    ({ plural, singular, shortNames, group, version }) =>
      [plural, singular, ...shortNames].includes(resource) &&
      ['', group, version, `${version}.${group}`].includes(rest.join('.')),
  );
  if (found) return found;
  throw new UsageError(`the server doesn't have a resource type "${word}"`);
}
