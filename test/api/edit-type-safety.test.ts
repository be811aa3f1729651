import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fc } from '../support/seed.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { ServerError } from '../../src/errors.ts';
import { connect } from '../../src/kube/connect.ts';
import type { KubeClient } from '../../src/kube/client.ts';
import { formOf } from '../../src/service/change-type/form.ts';
import { kinds } from '../../src/service/kinds.ts';
import type { Service } from '../../src/service/types.ts';
import { program } from '../support/built.ts';
import { inProcess } from '../support/cli.ts';
import { must, onCluster } from '../support/cluster.ts';

onCluster('edit type loses nothing by surprise', ({ namespace, kubesvc, kubectl, apply, env }) => {
  const temporary = mkdtempSync(join(tmpdir(), 'kubesvc-safety-'));
  afterAll(() => rmSync(temporary, { recursive: true }));
  const ref = { namespace, name: 'web' };
  let kube: KubeClient;
  beforeAll(async () => {
    kube = await connect({ namespace }, { env, userAgent: 'kubesvc-test', warn: () => {} });
  });
  beforeEach(async () => {
    await must(kubectl('delete', 'services', '--all'));
    await apply(
      '{apiVersion: v1, kind: Service, metadata: {name: web, labels: {a: b}}, spec: {selector: {app: web}, ports: [{name: http, port: 80}, {name: dns, port: 53, protocol: UDP}]}}',
    );
  });
  const service = () => kube.read<Service>(kinds.Service, ref);

  describe('several Services', () => {
    beforeEach(async () => {
      await must(kubectl('create', 'service', 'clusterip', 'db', '--tcp=5432'));
    });

    test.each([[['web', 'db', 'NodePort']], [['svc/web', 'svc/db', 'NodePort']], [['svc', 'web', 'db', 'NodePort']]])(
      '%j',
      async (words) => {
        expect(await kubesvc('edit', 'type', ...words)).toEqual({
          code: 0,
          stdout: 'service/web edited\nservice/db edited\n',
          stderr: '',
        });
      },
    );

    test('by label', async () => {
      expect(await kubesvc('edit', 'type', 'NodePort', '-l', 'a=b')).toMatchObject({
        code: 0,
        stdout: 'service/web edited\n',
      });
      expect(await kubesvc('edit', 'type', 'NodePort', '-l', 'a=c')).toEqual({
        code: 1,
        stdout: '',
        stderr: `error: no Service in namespace ${namespace} matches -l a=c\n`,
      });
    });

    test('an empty selector is none', async () => {
      expect(await kubesvc('edit', 'type', 'NodePort', '-l', '')).toEqual({
        code: 1,
        stdout: '',
        stderr: "error: -l is empty: give a selector, as in -l app=web\nSee 'kubesvc edit type --help' for usage.\n",
      });
    });

    test('one that is named twice is changed once', async () => {
      expect(await kubesvc('edit', 'type', 'web', 'svc/web', 'NodePort')).toEqual({
        code: 0,
        stdout: 'service/web edited\n',
        stderr: '',
      });
    });

    test('one that cannot be changed keeps all as they are', async () => {
      const before = await service();
      const { code, stdout, stderr } = await kubesvc('edit', 'type', 'web', 'nope', 'NodePort');
      expect({ code, stdout, stderr }).toEqual({
        code: 1,
        stdout: '',
        stderr: 'Error from server (NotFound): services "nope" not found\n',
      });
      expect(await service()).toEqual(before);
    });
  });

  test('--diff and --dry-run=server; what a dry run invents is said', async () => {
    const before = await service();
    const dry = await kubesvc('edit', 'type', 'web', 'NodePort', '--dry-run=server', '--diff');
    expect(dry.code).toBe(0);
    expect(dry.stdout).toContain('-  type: ClusterIP\n');
    expect(dry.stdout).toContain('+  type: NodePort\n');
    expect(dry.stderr).toMatch(
      /a server dry run invents what it does not allocate: node ports 80\/TCP:\d+, 53\/UDP:\d+\n$/,
    );
    expect(await service()).toEqual(before);
  });

  test('a kept node port that somebody has taken meanwhile: refused, nothing lost, with a way out', async () => {
    await must(kubesvc('edit', 'type', 'web', 'NodePort', '--node-port=http=30073,dns=30074'));
    await must(kubesvc('edit', 'type', 'web', 'ClusterIP', '--keep-node-ports'));
    await must(kubectl('create', 'service', 'nodeport', 'thief', '--tcp=80', '--node-port=30073'));
    expect(await kubesvc('edit', 'type', 'web', 'NodePort')).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'error: node port 30073 is taken by another Service, and service "web" was left as it was: --keep-node-ports=false takes new numbers\n',
    });
    expect(formOf(await service())).toBe('ClusterIP');
    expect(await kubesvc('edit', 'type', 'web', 'NodePort', '--keep-node-ports=false')).toMatchObject({ code: 0 });
  });

  test('a kept node port that is none of this cluster: the same', async () => {
    const kept = (text: string) =>
      kubectl('annotate', 'service', 'web', '--overwrite', `kubesvc.dev/node-ports=${text}`);
    await must(kept('80/TCP=80'));
    expect(await kubesvc('edit', 'type', 'web', 'NodePort')).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'error: node port 80 is none of 30000-32767, the node ports of this cluster, and service "web" was left as it was: --keep-node-ports=false takes new numbers\n',
    });
    await must(kept('80/TCP=30078,443/TCP=30078'));
    expect(await kubesvc('edit', 'type', 'web', 'NodePort')).toMatchObject({ code: 0 });
    expect((await service()).spec.ports?.[0]?.nodePort).toBe(30078);
  });

  test('a quota that the change would exceed: refused in the words of the server, and nothing is half done', async () => {
    await apply(
      '{apiVersion: v1, kind: ResourceQuota, metadata: {name: few}, spec: {hard: {services.nodeports: "1"}}}',
    );
    // Where no controller counts, the test does.
    const counted = '{"status":{"hard":{"services.nodeports":"1"},"used":{"services.nodeports":"0"}}}';
    await must(kubectl('patch', 'resourcequota', 'few', '--subresource=status', '--type=merge', '-p', counted));
    try {
      const before = await service();
      const done = await kubesvc('edit', 'type', 'web', 'NodePort');
      expect(done).toMatchObject({ code: 1, stdout: '' });
      expect(done.stderr).toMatch(
        /^Error from server \(Forbidden\): services "web" is forbidden: exceeded quota: few, requested: services\.nodeports=2, .*\n$/,
      );
      expect(await service()).toEqual(before);

      await must(kubesvc('edit', 'type', 'web', 'headless', '--recreate', '--yes'));
      const { spec } = await service();
      const halfway = await kubesvc('edit', 'type', 'web', 'NodePort', '--recreate', '--yes');
      expect(halfway).toMatchObject({ code: 1, stdout: '' });
      expect(halfway.stderr).toMatch(/service\/web was put back as it was\n.*exceeded quota: few/);
      expect((await service()).spec).toEqual(spec);
    } finally {
      await must(kubectl('delete', 'resourcequota', 'few'));
    }
  });

  describe('two writers', () => {
    /** Runs the command with something happening between its look and its patch. */
    const between = (meanwhile: () => Promise<unknown>, ...words: string[]) => {
      let first = true;
      const disturbed: KubeClient = {
        ...kube,
        patch: async (kind, at, patch, options) => {
          if (first) {
            first = false;
            await meanwhile();
          }
          return kube.patch(kind, at, patch, options);
        },
      };
      return inProcess(['edit', 'type', 'web', ...words], { connect: async () => disturbed });
    };

    test('a change that leaves what was said true: both are kept', async () => {
      const done = await between(() => kubectl('label', 'service', 'web', 'theirs=yes'), 'NodePort');
      expect(done).toEqual({ code: 0, stdout: 'service/web edited\n', stderr: '' });
      const { metadata, spec } = await service();
      expect(metadata.labels).toMatchObject({ theirs: 'yes' });
      expect(spec.type).toBe('NodePort');
    });

    test('a change that makes it untrue: nothing is sent', async () => {
      const done = await between(
        () => kubectl('patch', 'service', 'web', '-p', '{"spec":{"type":"NodePort"}}'),
        'ExternalName',
        '--external-name=a.example',
        '--yes',
      );
      expect(done).toMatchObject({
        code: 1,
        stdout: '',
        stderr: expect.stringContaining('was changed by someone else meanwhile') as string,
      });
      expect((await service()).spec.type).toBe('NodePort');
    });

    test('somebody does the same', async () => {
      const done = await between(
        () => kubectl('patch', 'service', 'web', '-p', '{"spec":{"type":"NodePort"}}'),
        'NodePort',
      );
      expect(done).toMatchObject({ code: 0, stderr: '' });
    });

    test('deleted and made anew: another object, which is not touched', async () => {
      const done = await between(async () => {
        await kubectl('delete', 'service', 'web');
        await kubectl('create', 'service', 'clusterip', 'web', '--tcp=80');
      }, 'NodePort');
      expect(done).toMatchObject({ code: 1, stdout: '' });
      expect((await service()).spec.type).toBe('ClusterIP');
    });
  });

  describe('--recreate', () => {
    const recreate = (client: KubeClient) =>
      inProcess(['edit', 'type', 'web', 'headless', '--recreate', '--yes'], {
        connect: async () => client,
        env: { TMPDIR: temporary },
      });
    /** A server that refuses the patch of that number, and the next ones too where asked. */
    const refusing = (number: number, more = 0): KubeClient => {
      let count = 0;
      return {
        ...kube,
        patch: async (kind, at, patch, options) => {
          count++;
          return count >= number && count <= number + more
            ? kube.patch(kind, at, { ...patch, spec: { type: 'Nope' } }, options)
            : kube.patch(kind, at, patch, options);
        },
      };
    };

    test('refused at once: nothing has happened, and no file stays', async () => {
      const before = await service();
      const done = await recreate(refusing(1));
      expect(done).toMatchObject({ code: 1, stdout: '' });
      expect(done.stderr).toContain('service/web was left as it was\n');
      expect(await service()).toEqual(before);
      expect(readdirSync(temporary)).toEqual([]);
    });

    test('a server that fails may have done it: the file stays, and is named', async () => {
      const failing: KubeClient = {
        ...kube,
        patch: async (...args) => {
          await kube.patch(...args);
          throw new ServerError({
            kind: 'Status',
            reason: 'InternalError',
            code: 500,
            message: 'etcdserver: request timed out',
          });
        },
      };
      const done = await recreate(failing);
      const [file = 'none'] = readdirSync(temporary);
      expect(done.stderr).toContain(`service/web as it was is in ${join(temporary, file)}`);
      expect(done.stderr).not.toContain('left as it was');
      rmSync(join(temporary, file));
    });

    test('refused halfway: the Service gets back what it had, its IP too', async () => {
      const { spec, metadata } = await service();
      const done = await recreate(refusing(2));
      expect(done).toMatchObject({ code: 1, stdout: '' });
      expect(done.stderr).toContain('service/web was put back as it was\n');
      const after = await service();
      expect(after.spec).toEqual(spec);
      expect({ ...after.metadata, resourceVersion: '', managedFields: '' }).toEqual({
        ...metadata,
        resourceVersion: '',
        managedFields: '',
      });
      expect(readdirSync(temporary)).toEqual([]);
    });

    test('refused halfway, and put back neither: the file is there and named, and the same command goes on', async () => {
      const { spec } = await service();
      const done = await recreate(refusing(2, 1));
      const [file = ''] = readdirSync(temporary);
      expect(done.stderr).toContain(`run the command again to complete the change, or see ${join(temporary, file)}`);
      expect(readFileSync(join(temporary, file), 'utf8')).toContain(`clusterIP: ${spec.clusterIP}\n`);
      expect(await recreate(kube)).toMatchObject({ code: 0, stdout: 'service/web edited\n' });
      expect(formOf(await service())).toBe('headless');
      rmSync(join(temporary, file));
    });
  });

  describe('killed at any moment', () => {
    const rounds = 6;

    /** Starts the built package and kills it after so many milliseconds. */
    const killed = (after: number, ...words: string[]) =>
      new Promise<void>((resolve) => {
        const child = spawn(program[0], [...program.slice(1), '-n', namespace, 'edit', 'type', 'web', ...words], {
          env: { PATH: process.env.PATH ?? '', KUBECONFIG: inject('kubeconfig'), TMPDIR: temporary },
          stdio: 'ignore',
        });
        const timer = setTimeout(() => child.kill('SIGKILL'), after);
        child.on('close', () => {
          clearTimeout(timer);
          resolve();
        });
      });

    test('the Service is as before or as asked', { timeout: 120_000 }, async () => {
      for (let round = 0; round < rounds; round++) {
        const before = await service();
        const to = before.spec.type === 'NodePort' ? 'ClusterIP' : 'NodePort';
        await killed(40 + Math.random() * 900, to, '--yes');
        const after = await service();
        expect([before.spec.type, to]).toContain(after.spec.type);
        if (after.spec.type === before.spec.type) expect(after).toEqual(before);
      }
    });

    test(
      'with --recreate it is never lost, and the same command ends what was begun',
      { timeout: 120_000 },
      async () => {
        const { metadata } = await service();
        for (let round = 0; round < rounds; round++) {
          const from = formOf(await service());
          const to = from === 'headless' ? 'ClusterIP' : 'headless';
          await killed(40 + Math.random() * 900, to, '--recreate', '--yes');
          const after = await service();
          expect(after.metadata.uid).toBe(metadata.uid);
          if (![from, to].includes(formOf(after))) {
            expect(after.metadata.annotations?.['kubesvc.dev/recreating']).toContain('"spec"');
            expect(readdirSync(temporary)).toContainEqual(expect.stringMatching(/^kubesvc-web-.*\.yaml$/));
          }
          await must(kubesvc('edit', 'type', 'web', to, '--recreate', '--yes'));
          const settled = await service();
          expect(formOf(settled)).toBe(to);
          expect(settled.metadata.annotations?.['kubesvc.dev/recreating']).toBeUndefined();
        }
      },
    );
  });

  describe('whatever the Service is like', () => {
    const port = fc.record({
      protocol: fc.constantFrom('TCP', 'UDP'),
      port: fc.integer({ min: 1, max: 65535 }),
      targetPort: fc.oneof(fc.integer({ min: 1, max: 65535 }), fc.constantFrom('web', 'dns-tcp')),
    });
    const ports = fc
      .uniqueArray(port, { minLength: 1, maxLength: 4, selector: (one) => `${one.port}/${one.protocol}` })
      .map((list) => list.map((one, index) => ({ ...one, name: `p${index}` })));
    const word = fc.stringMatching(/^[a-z]([a-z0-9]{0,6})$/);
    const made = fc.record({
      ports,
      labels: fc.dictionary(word, word, { maxKeys: 2 }),
      selector: fc.dictionary(word, word, { maxKeys: 2 }),
      type: fc.constantFrom('NodePort', 'LoadBalancer'),
      away: fc.constantFrom(['ClusterIP'], ['ExternalName', '--external-name=a.example'], ['headless', '--recreate']),
    });

    test(
      'there and back with --keep-node-ports restores the node ports, and all that we do not speak of',
      { timeout: 240_000 },
      async () => {
        const edit = async (...words: string[]) => {
          const done = await inProcess(['edit', 'type', 'web', ...words, '--yes'], {
            connect: async () => kube,
            env: { TMPDIR: temporary },
          });
          expect(done).toMatchObject({ code: 0 });
          return done.stdout;
        };
        await fc.assert(
          fc.asyncProperty(made, async ({ ports: list, labels, selector, type, away }) => {
            await kube.remove(kinds.Service, ref, { propagationPolicy: 'Background' });
            const object = {
              apiVersion: 'v1',
              kind: 'Service',
              metadata: { name: 'web', labels },
              spec: { type, ports: list, selector },
            };
            const before = await kube.create<Service>(kinds.Service, namespace, object);
            await edit(...away, '--keep-node-ports');
            expect(await edit(...away, '--keep-node-ports')).toBe('service/web unchanged\n');
            const back = away[0] === 'headless' ? [type, '--recreate'] : [type];
            await edit(...back);
            expect(await edit(...back)).toBe('service/web unchanged\n');
            const after = await service();
            expect(after.spec.ports).toEqual(before.spec.ports);
            expect(after.spec.selector).toEqual(before.spec.selector);
            expect(after.metadata).toMatchObject({
              uid: before.metadata.uid,
              ...(before.metadata.labels && { labels: before.metadata.labels }),
            });
            expect(after.metadata.annotations).toBeUndefined();
          }),
          { numRuns: 12 },
        );
      },
    );
  });
});
