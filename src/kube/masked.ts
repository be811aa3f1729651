/** What a log may say of requests and answers: credentials are masked at every level. */

const hidden = '<masked>';

/** A header's value; of a credential only its scheme is left (client-go transport/round_trippers.go, maskValue). */
export function maskedHeader(name: string, value: string): string {
  if (/^(proxy-)?authorization$/i.test(name)) {
    const [, scheme = ''] = /^(Bearer|Basic|Negotiate|Digest) ./i.exec(value) ?? [];
    return scheme === '' ? hidden : `${scheme} ${hidden}`;
  }
  return /cookie|token|secret|password|api-?key/i.test(name) ? hidden : value;
}

/** A body; whole where the request is about credentials, else the values of each Secret in it. */
export function maskedBody(path: string, text: string): string {
  if (text === '') return text;
  if (/\/(secrets|token|tokenreviews)(\/|\?|$)/.test(path)) return `<masked, ${text.length} characters>`;
  if (!/"(Secret|SecretList|TokenRequest|TokenReview|ExecCredential)"/.test(text)) return text;
  try {
    return JSON.stringify(JSON.parse(text, maskSecret));
  } catch {
    return `<masked, ${text.length} characters>`;
  }
}

const wholly = new Set<unknown>(['TokenRequest', 'TokenReview', 'ExecCredential']);

function maskSecret(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return value;
  const { kind } = value;
  if (kind === 'Secret') return withoutValues(value);
  if (kind === 'SecretList' && 'items' in value && Array.isArray(value.items)) {
    return { ...value, items: value.items.map((item: object) => withoutValues(item)) };
  }
  return wholly.has(kind) ? { kind, '…': hidden } : value;
}

/** The keys stay, and the object as it was last applied, which repeats the values, goes. */
function withoutValues(secret: object): object {
  const { data, stringData, metadata, ...rest } = secret as Record<string, unknown>;
  const { annotations, ...meta } = (metadata ?? {}) as Record<string, unknown>;
  return {
    ...rest,
    metadata: { ...meta, ...(annotations !== undefined && { annotations: keysOf(annotations) }) },
    ...(data !== undefined && { data: keysOf(data) }),
    ...(stringData !== undefined && { stringData: keysOf(stringData) }),
  };
}

const keysOf = (values: unknown) => Object.fromEntries(Object.keys(values ?? {}).map((key) => [key, hidden]));
