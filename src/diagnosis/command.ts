/**
 * One word of a command line as bash and zsh read it back: nothing in it is expanded or run. Control characters and
 * those that turn text around are written as escapes, so that what is seen is what is pasted.
 */
export function quoted(word: string): string {
  if (/^[\w@%+:,./-][\w@%+=:,./-]*$/.test(word)) return word;
  if (!/[\p{Cc}\p{Cf}\u2028\u2029]/u.test(word)) return `'${word.replaceAll("'", `'\\''`)}'`;
  const inner = word
    .replaceAll(/[\\']/g, String.raw`\$&`)
    .replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => escape(character.codePointAt(0) ?? 0));
  return `$'${inner}'`;
}

const escape = (code: number) =>
  code < 0x1_00_00 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`;

export const command = (...words: readonly string[]): string => words.map(quoted).join(' ');

/** A command of kubectl's in one namespace. */
export const kubectl = (namespace: string, ...words: readonly string[]): string =>
  command('kubectl', '-n', namespace, ...words);

/** A JSON merge patch of a Service. */
export const patchService = (namespace: string, name: string, patch: object): string =>
  kubectl(namespace, 'patch', 'svc', name, '--type=merge', '-p', JSON.stringify(patch));

/** A JSON patch (RFC 6902) of any object. */
export const jsonPatch = (
  namespace: string,
  kind: string,
  name: string,
  ...operations: readonly { op: 'add' | 'replace' | 'remove'; path: string; value?: unknown }[]
): string => kubectl(namespace, 'patch', kind, name, '--type=json', '-p', JSON.stringify(operations));

/** The slices of a Service, as they are. */
export const showSlices = (namespace: string, name: string): string =>
  kubectl(namespace, 'get', 'endpointslices', '-l', `kubernetes.io/service-name=${name}`, '-o', 'yaml');
