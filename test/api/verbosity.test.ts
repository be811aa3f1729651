import { readFileSync } from 'node:fs';
import { expect, inject, test } from 'vitest';
import { onCluster } from '../support/cluster.ts';

/** The requests that `-v=6` shows, without their server. */
const requests = (stderr: string) =>
  [...stderr.matchAll(/"Response" verb="(\w+)" url="https:\/\/[^/]+([^"]*)" status="(\d+)/g)].map(
    ([, verb, path, status]) => `${verb} ${path} ${status}`,
  );

onCluster('-v', ({ namespace, kubesvc }) => {
  const services = `/api/v1/namespaces/${namespace}/services`;
  const isThere = `GET /api/v1/namespaces/${namespace} 200`; // what is not found may be its namespace

  test.each([
    ['get svc', [`GET ${services}?includeObject=None&limit=500 200`, isThere]],
    ['get svc nope', [`GET ${services}/nope 404`, isThere]],
    ['create service clusterip a --tcp=80 --dry-run=client', []],
    ['expose deployment nope', [`GET /apis/apps/v1/namespaces/${namespace}/deployments/nope 404`, isThere]],
    ['expose sts nope', [`GET /apis/apps/v1/namespaces/${namespace}/statefulsets/nope 404`, isThere]],
    ['expose cronjobs.batch nope', [`GET /apis/batch/v1/namespaces/${namespace}/cronjobs/nope 404`, isThere]],
    [
      'expose hpa nope',
      ['GET /api?timeout=32s 200', 'GET /apis?timeout=32s 200', 'GET /apis/autoscaling/v2/', isThere],
    ],
  ])('6 shows what %s asks: a built-in kind needs no discovery', async (line, wanted) => {
    const { stderr } = await kubesvc(...line.split(' '), '-v=6');
    const asked = requests(stderr).sort();
    expect(asked).toHaveLength(wanted.length);
    for (const [index, one] of [...wanted].sort().entries()) expect(asked[index]).toContain(one);
  });

  test('6 is a line for each answer, and below it there is none', async () => {
    const { stderr } = await kubesvc('get', 'svc', '-o', 'name', '-v=6');
    expect(stderr).toMatch(
      /^I\d{4} \d\d:\d\d:\d\d\.\d{6} +\d+ kubesvc\] "Response" verb="GET" url="https:\/\/127\.0\.0\.1:\d+\/api\/v1\/namespaces\/[^"]*\?limit=500" status="200 OK" milliseconds=\d+\n$/,
    );
    expect((await kubesvc('get', 'svc', '-o', 'name', '-v=5')).stderr).toBe('');
  });

  test('9 is everything but credentials', async () => {
    const config = readFileSync(inject('kubeconfig'), 'utf8');
    const [, key = ''] = /client-key-data: (\S+)/.exec(config) ?? [];
    const pem = Buffer.from(key, 'base64').toString();
    for (const args of [
      ['get', 'svc', '-v=10', '--token=hunter-token'],
      ['get', 'svc', '-v=10', '--username=u', '--password=hunter-pass'],
      ['create', 'service', 'clusterip', 'x', '--tcp=80', '-v=10'],
    ]) {
      const { stderr } = await kubesvc(...args);
      expect(stderr).toContain('curl -v -X');
      for (const secret of ['hunter', Buffer.from('u:hunter-pass').toString('base64'), key, pem.split('\n')[1] ?? ''])
        expect(stderr).not.toContain(secret);
    }
  });

  test('8 shows both bodies', async () => {
    const { stderr } = await kubesvc('create', 'service', 'clusterip', 'bodies', '--tcp=80', '-v=8');
    expect(stderr).toMatch(/"Request Body" body="\{.*bodies/);
    expect(stderr).toMatch(/"Response Body" body=<\n\t.*bodies/);
    expect(stderr).toMatch(/\tContent-Type: application\/json\n/);
  });
});
