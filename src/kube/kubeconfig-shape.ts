/** What the fields of a kubeconfig hold (client-go tools/clientcmd/api/v1/types.go). Every field may be null, which is nothing. */

/** @throws ShapeFault */
type Check = (value: unknown, path: string) => void;

/** What is wrong, with the path and never with the value, which may be a credential. */
export class ShapeFault extends Error {}

const sorts = { string: 'text', boolean: 'true or false' } as const;

function sortOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  return { string: 'text', number: 'a number', boolean: 'true or false' }[typeof value as string] ?? typeof value;
}

const wrong = (value: unknown, path: string, wanted: string) =>
  new ShapeFault(`${path} is ${sortOf(value)}, but must be ${wanted}`);

const present =
  (check: Check): Check =>
  (value, path) => {
    if (value !== null && value !== undefined) check(value, path);
  };

const only = (type: keyof typeof sorts): Check =>
  present((value, path) => {
    if (typeof value !== type) throw wrong(value, path, sorts[type]);
  });

const text = only('string');
const flag = only('boolean');

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

const bytes = present((value, path) => {
  if (typeof value !== 'string') throw wrong(value, path, 'text');
  if (!base64.test(value.replaceAll(/[\r\n]/g, ''))) throw new ShapeFault(`${path} is not base64`);
});

const listOf = (item: Check): Check =>
  present((value, path) => {
    if (!Array.isArray(value)) throw wrong(value, path, 'a list');
    for (const [index, one] of value.entries()) item(one, `${path}[${index}]`);
  });

const entries = (value: unknown, path: string): [string, unknown][] => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(value, path, 'a map');
  return Object.entries(value);
};

const under = (path: string, key: string) => (path === '' ? key : `${path}.${key}`);

const mapOf = (item: Check): Check =>
  present((value, path) => {
    for (const [key, one] of entries(value, path)) item(one, under(path, key));
  });

const fields = (known: Readonly<Record<string, Check>>): Check =>
  present((value, path) => {
    for (const [key, one] of entries(value, path)) if (Object.hasOwn(known, key)) known[key]?.(one, under(path, key));
  });

const extensions = listOf(fields({ name: text }));

const cluster = fields({
  server: text,
  'tls-server-name': text,
  'insecure-skip-tls-verify': flag,
  'certificate-authority': text,
  'certificate-authority-data': bytes,
  'proxy-url': text,
  'disable-compression': flag,
  extensions,
});

const exec = fields({
  command: text,
  args: listOf(text),
  env: listOf(fields({ name: text, value: text })),
  apiVersion: text,
  installHint: text,
  provideClusterInfo: flag,
  interactiveMode: text,
});

const user = fields({
  'client-certificate': text,
  'client-certificate-data': bytes,
  'client-key': text,
  'client-key-data': bytes,
  token: text,
  tokenFile: text,
  as: text,
  'as-uid': text,
  'as-groups': listOf(text),
  'as-user-extra': mapOf(listOf(text)),
  username: text,
  password: text,
  'auth-provider': fields({ name: text, config: mapOf(text) }),
  exec,
  extensions,
});

/** @throws ShapeFault for the first field that holds what it cannot */
export const checkShape: (config: unknown) => void = (config) =>
  fields({
    kind: text,
    apiVersion: text,
    preferences: fields({ colors: flag, extensions }),
    clusters: listOf(fields({ name: text, cluster })),
    users: listOf(fields({ name: text, user })),
    contexts: listOf(
      fields({ name: text, context: fields({ cluster: text, user: text, namespace: text, extensions }) }),
    ),
    'current-context': text,
    extensions,
  })(config, '');
