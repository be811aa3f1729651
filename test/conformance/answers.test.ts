import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { both } from './beside.ts';

/** What no healthy API server answers: errors of every kind, bare and odd, and warnings; kubectl's words for each. */

interface Answer {
  code?: number;
  /** In the body as it is, or as JSON. */
  body?: unknown;
  headers?: Record<string, string | string[]>;
}

const json = { 'content-type': 'application/json' };
const plain = { 'content-type': 'text/plain; charset=utf-8' };
const page = '<html>\n<head><title>502 Bad Gateway</title></head>\n</html>\n';

const status = (code: number, reason: string, more: object = {}) => ({
  kind: 'Status',
  apiVersion: 'v1',
  status: 'Failure',
  message: `no: ${reason}`,
  reason,
  code,
  ...more,
});
const invalid = (details: object | undefined, message = 'the message'): Answer => ({
  code: 422,
  body: status(422, 'Invalid', { message, details }),
});
const of = { kind: 'Service', name: 'we"b' };
const warned = (...headers: string[]): Answer => ({
  headers: { warning: headers.map((one) => Buffer.from(one).toString('latin1')) },
});

const broken = ['foo, 299 - "a"', '299 - "b', '299 - c', '299 - "d" "e', '299 - "f" g'];

const answers: Record<string, Answer> = {
  ...Object.fromEntries(
    [400, 401, 402, 403, 404, 405, 406, 409, 410, 413, 415, 422, 429, 500, 502, 503, 504, 599].flatMap((code) => [
      [`${code} as text`, { code, headers: plain, body: ' it says no\nin two lines "quoted"\n' }],
      [`${code} without a body`, { code, headers: {}, body: '' }],
      [`${code} as other JSON`, { code, body: { error: 'x' } }],
    ]),
  ),
  'a page of a proxy': { code: 502, headers: { 'content-type': 'text/html' }, body: page },
  'a page that is forbidden': { code: 403, headers: { 'content-type': 'text/html' }, body: page },
  'a Status as text': { code: 403, headers: plain, body: JSON.stringify(status(403, 'Forbidden')) },
  'a Status without a type': { code: 403, headers: {}, body: JSON.stringify(status(403, 'Forbidden')) },
  'a Status that is cut off': { code: 500, body: '{"kind":"Status","apiVer' },
  'a Status of success': { code: 403, body: status(403, '', { status: 'Success' }) },
  'a Status of failure, 200': { body: status(403, 'Forbidden') },
  'no reason': { code: 500, body: status(500, '') },
  'an unknown reason': { code: 500, body: status(500, 'Other') },
  'no message': { code: 403, body: status(403, 'Forbidden', { message: undefined }) },
  'several lines': { code: 403, body: status(403, 'Forbidden', { message: 'one\ntwo\n\tthree' }) },
  'expired credentials': { code: 401, body: status(401, 'Unauthorized', { message: 'the token has expired' }) },
  'one cause': invalid({ ...of, causes: [{ field: 'spec.a', message: 'bad' }] }),
  'causes, one twice': invalid({
    ...of,
    causes: [{ field: 'a', message: 'x' }, { message: 'y' }, { field: 'a', message: 'x' }],
  }),
  'no causes': invalid(of),
  'no details': invalid(undefined),
  'no details and no message': invalid(undefined, ''),
  'empty details': invalid({}),
  'a name alone': invalid({ name: 'web' }),
  'a cause of nothing': invalid({ causes: [{ field: 'spec.a', message: 'bad' }] }),
  'busy, then asked again': {
    code: 429,
    headers: { ...json, 'retry-after': '0' },
    body: status(429, 'TooManyRequests'),
  },
  ...Object.fromEntries(
    ['x', '0.5', '-1', 'Wed, 25 Nov 2026 07:28:00 GMT'].map((time) => [
      `busy until ${time}`,
      { code: 503, headers: { ...json, 'retry-after': time }, body: '' },
    ]),
  ),
  'a header of 100 KB': { headers: { 'x-long': 'a'.repeat(100_000) } },
  'two warnings': warned('299 - "a"', '299 - "b"'),
  'two warnings in one header, and a third': warned(
    '299 - "a" "Wed, 21 Oct 2015 07:28:00 GMT",299 x "b, c"',
    '299 - "a"',
  ),
  'a warning of another sort': warned('110 - "stale", 299 - "b"', '0299 - "c"', '299 - ""'),
  ...Object.fromEntries(broken.map((header) => [`a broken warning: ${header}`, warned(header)])),
  // The executable's fetch joins headers of one name, so that one that is broken takes those behind it with it.
  ...(process.env.KUBESVC_BIN === undefined && {
    'broken warnings, and one that is not': warned(...broken, '299 - "h"'),
  }),
  'quotes in a warning': warned('299 - "say \\"hi\\" \\\\ \\n"', '299 - "a\tb"'),
  'letters in a warning': warned(
    '299 - "ü → 😀"',
    '299 - "=?utf-8?q?=C3=BC_x?= =?UTF-8?B?w7w=?= y"',
    '299 - "=?koi8-r?q?=C3?="',
  ),
  'a warning with an error': { code: 403, headers: { ...json, warning: '299 - "w"' }, body: status(403, 'Forbidden') },
  'a warning with a page': { code: 500, headers: { ...plain, warning: '299 - "w"' }, body: 'no' },
};

const table = {
  kind: 'Table',
  apiVersion: 'meta.k8s.io/v1',
  columnDefinitions: [{ name: 'Name', type: 'string', priority: 0 }],
  rows: [
    {
      cells: ['web'],
      object: { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: { name: 'web' } },
    },
  ],
};
const resource = {
  resource: 'services',
  responseKind: { group: '', version: '', kind: 'Service' },
  scope: 'Namespaced',
  singularResource: 'service',
  shortNames: ['svc'],
  verbs: ['get', 'list'],
};
const discovered = (items: object[]) => ({
  kind: 'APIGroupDiscoveryList',
  apiVersion: 'apidiscovery.k8s.io/v2',
  metadata: {},
  items,
});

const asked = new Map<string, number>();

function reply({ url = '', headers }: IncomingMessage, response: ServerResponse): void {
  const [, number = '', what = ''] = /^\/(\d+)(\/[^?]*)/.exec(url) ?? [];
  if (what === '/api' || what === '/apis') {
    const items = what === '/api' ? [{ metadata: {}, versions: [{ version: 'v1', resources: [resource] }] }] : [];
    response.setHeader('content-type', 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList');
    response.end(JSON.stringify(discovered(items)));
    return;
  }
  const who = `${number} ${String(headers['user-agent']).split('/')[0]}`;
  asked.set(who, (asked.get(who) ?? 0) + 1);
  const { code = 200, body = table, headers: more } = Object.values(answers)[Number(number)] ?? {};
  response.writeHead(code, code === 200 ? { ...json, ...more } : (more ?? json));
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

const server = createServer(reply);
beforeAll(() => new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve)));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe.skipIf(inject('missing') !== '').concurrent('odd answers, beside kubectl', () => {
  test.each(Object.keys(answers).map((what, index): [string, number] => [what, index]))('%s', async (_, index) => {
    const { port } = server.address() as AddressInfo;
    const args = ['get', 'svc', 'web', `--server=http://127.0.0.1:${port}/${index}`];
    const [theirs, ours] = await Promise.all([both.kubectl(args), both.kubesvc(args)]);
    expect(ours).toEqual(theirs);
    expect(asked.get(`${index} kubesvc`)).toBe(asked.get(`${index} kubectl`));
  });
});
