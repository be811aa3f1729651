import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { finish, kubesvc as built } from '../support/built.ts';
import { must, onCluster } from '../support/cluster.ts';

/** What `edit svc` writes into the file and into the object (what it says is in edit-beside.test.ts), with an editor that is a shell script: `$1` is the file, `$N` its how manieth opening. */
onCluster('edit svc on a real API server', ({ namespace, kubectl, apply, read, env }) => {
  const desk = mkdtempSync(join(tmpdir(), 'kubesvc-edit-test-'));
  const temporary = join(desk, 'tmp');
  afterAll(() => rmSync(desk, { recursive: true }));

  beforeEach(async () => {
    rmSync(temporary, { recursive: true, force: true });
    await must(kubectl('delete', 'services', '--all'));
    await apply(
      '{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {selector: {app: web}, ports: [{name: http, port: 80}]}}',
    );
  });

  /** @param steps a shell line for each time that the editor is opened; the last one serves all that follow */
  async function edit(steps: string[], ...args: string[]) {
    rmSync(desk, { recursive: true, force: true });
    mkdirSync(temporary, { recursive: true });
    const script = join(desk, 'editor.sh');
    const cases = steps.map((step, index) => `${index + 1 === steps.length ? '*' : index + 1}) ${step} ;;`).join('\n');
    writeFileSync(
      script,
      `#!/bin/sh\nN=$(($(cat ${desk}/count 2>/dev/null || echo 0) + 1)); echo $N > ${desk}/count\ncp "$1" ${desk}/opened-$N\nstat -c %a "$1" > ${desk}/mode\necho "$1" >> ${desk}/names\ncase $N in\n${cases}\nesac\n`,
    );
    chmodSync(script, 0o755);
    const outcome = await built(['-n', namespace, 'edit', 'svc', ...args], {
      ...env,
      KUBE_EDITOR: script,
      TMPDIR: temporary,
    });
    const mask = (text: string) => text.replaceAll(/"?[^\s"]*\/kubesvc-edit-[0-9a-f]+\.(yaml|json)"?/g, 'FILE.$1');
    return { ...outcome, stdout: mask(outcome.stdout), stderr: mask(outcome.stderr), left: readdirSync(temporary) };
  }
  const opened = (number: number) => readFileSync(join(desk, `opened-${number}`), 'utf8');
  const service = async (name = 'web') =>
    (await read('service', name)) as {
      metadata: { resourceVersion: string; uid: string; [field: string]: unknown };
      spec: Record<string, unknown>;
    };

  test('a change is saved, and nothing is left', async () => {
    expect(await edit(['sed -i "s/port: 80$/port: 81/" "$1"'], 'web')).toEqual({
      code: 0,
      stdout: 'service/web edited\n',
      stderr: '',
      left: [],
    });
    expect((await service()).spec.ports).toMatchObject([{ name: 'http', port: 81, targetPort: 80 }]);
    expect(readFileSync(join(desk, 'mode'), 'utf8')).toBe('600\n');
    expect((await service()).metadata.managedFields).toContainEqual(
      expect.objectContaining({ manager: 'kubesvc-edit' }),
    );
  });

  test('the file is what kubectl edit opens, byte for byte', async () => {
    await edit(['true'], 'web');
    const ours = opened(1);
    const script = join(desk, 'keep.sh');
    writeFileSync(script, `#!/bin/sh\ncp "$1" ${desk}/kubectl\n`);
    chmodSync(script, 0o755);
    await finish(inject('kubectl'), ['-n', namespace, 'edit', 'svc', 'web'], { ...env, KUBE_EDITOR: script });
    expect(ours).toBe(readFileSync(join(desk, 'kubectl'), 'utf8'));
  });

  const kubectlLine = () => `KUBECONFIG=${env.KUBECONFIG} ${inject('kubectl')} -n ${namespace}`;

  const port81 = 'sed -i "s/port: 80$/port: 81/" "$1"';
  const badType = 'sed -i "s/type: ClusterIP/type: Nope/" "$1"';

  describe('failures', () => {
    test('the reasons stand in the file that is opened again', async () => {
      await edit([badType, 'true'], 'web');
      expect(opened(2)).toContain(
        '# reopened with the relevant failures.\n#\n# services "web" was not valid:\n# * spec.type: Unsupported value: "Nope": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"\n#\napiVersion: v1\n',
      );
      await edit(['echo "a: [" >> "$1"', 'true'], 'web');
      expect(opened(2)).toMatch(
        /#\n# services "web" was not valid:\n# \* <nil>: Invalid value: "The edited file failed validation": .*line \d+: .+\n#\napiVersion: v1\n/,
      );
      await edit(['sed -i "s/^spec:/spec:\\n  bogus: 1/" "$1"', 'true'], 'web');
      expect(opened(2)).toMatch(/# services "web" was not valid:\n# \* .*unknown field "spec.bogus"\n#\n/);
    });

    test('deleted and made anew meanwhile is another object, which gets no change', async () => {
      const anew = `${kubectlLine()} delete service web >/dev/null; ${kubectlLine()} create service clusterip web --tcp=80 >/dev/null; ${port81}`;
      const { code, stderr } = await edit([anew], 'web');
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr:
          'error: services "web" could not be found on the server\nThe edits you made on deleted resources have been saved to FILE.yaml\n',
      });
      expect((await service()).spec.ports).toMatchObject([{ port: 80 }]);
    });
  });

  describe("someone else's change meanwhile", () => {
    const label = () => `${kubectlLine()} label service web theirs=yes >/dev/null`;

    test('to another field: opened again with both, and saved', async () => {
      expect(await edit([`${label()}; ${port81}`, 'true'], 'web')).toEqual({
        code: 0,
        stdout: 'service/web edited\n',
        stderr: 'error: services "web" could not be patched: someone else has changed it meanwhile\n',
        left: [],
      });
      expect(opened(2)).toMatch(
        /#\n# services "web" was changed by someone else meanwhile; below it is as it is now, with your changes:\n# \* metadata\.labels\.theirs: absent is now "yes"\n#\napiVersion: v1\n/,
      );
      const { metadata, spec } = await service();
      expect(metadata.labels).toEqual({ theirs: 'yes' });
      expect(spec.ports).toMatchObject([{ port: 81 }]);
    });

    test('to the same field: theirs stands, and ours is in the header and in a file', async () => {
      const affinity = `${kubectlLine()} patch service web -p '{"spec":{"sessionAffinity":"ClientIP"}}' >/dev/null`;
      const outcome = await edit(
        [`${affinity}; sed -i "s/sessionAffinity: None/sessionAffinity: Nope/" "$1"`, 'true'],
        'web',
      );
      expect(outcome).toMatchObject({
        code: 0,
        stdout: '',
        stderr:
          'error: services "web" could not be patched: someone else has changed it meanwhile\nA copy of your changes has been stored to FILE.yaml\nEdit cancelled, no changes made.\n',
        left: [expect.stringMatching(/^kubesvc-edit/)],
      });
      expect(opened(2)).toContain(
        '# both have changed:\n# * spec.sessionAffinity: you wrote "Nope", now it is "ClientIP", which stands below\n#\n',
      );
      expect((await service()).spec.sessionAffinity).toBe('ClientIP');
    });

    test('a status that a controller reports is no reason to ask', async () => {
      const status = `${kubectlLine()} patch service web --subresource=status --type=merge -p '{"status":{"conditions":[{"type":"a/b","status":"True","reason":"R","message":"","lastTransitionTime":"2026-01-01T00:00:00Z"}]}}' >/dev/null`;
      expect(await edit([`${status}; ${port81}`], 'web')).toMatchObject({
        code: 0,
        stdout: 'service/web edited\n',
        stderr: '',
      });
      const after = (await service()) as { status?: { conditions?: unknown[] } };
      expect(after.status?.conditions).toHaveLength(1);
    });
  });

  describe('flags', () => {
    test.each<[string, RegExp]>([
      ['json', /^\{\n {4}"apiVersion": "v1",\n/],
      ['yaml', /^# Please edit the object below\./],
    ])('-o %s: the file, and what is printed', async (format, beginning) => {
      const { code, stdout, stderr, left } = await edit(
        ['sed -i "s/\\"*port\\"*: 80,*$/&/; s/ClusterIP\\(\\"*,*\\)$/NodePort\\1/" "$1"'],
        'web',
        '-o',
        format,
      );
      expect({ code, stderr, left }).toEqual({ code: 0, stderr: '', left: [] });
      expect(opened(1)).toMatch(beginning);
      expect(readFileSync(join(desk, 'names'), 'utf8')).toMatch(new RegExp(`\\.${format}\n$`));
      expect(stdout).toContain('NodePort');
    });

    test('-o name is no format of a file', async () => {
      expect(await edit(['true'], 'web', '-o', 'name')).toMatchObject({
        code: 1,
        stderr:
          'error: unable to match a printer suitable for the output format "name", allowed formats are: json,kyaml,yaml\n',
      });
    });

    test('-o json says the reasons on standard error, as JSON has no comments', async () => {
      const { stderr } = await edit(
        ['sed -i "s/\\"type\\": \\"ClusterIP\\"/\\"type\\": \\"Nope\\"/" "$1"', 'true'],
        'web',
        '-o',
        'json',
      );
      expect(stderr).toContain('* spec.type: Unsupported value: "Nope"');
    });

    test('--output-patch', async () => {
      const { metadata } = await service();
      const { stdout } = await edit(['sed -i "s/type: ClusterIP/type: NodePort/" "$1"'], 'web', '--output-patch');
      expect(stdout).toBe(
        `Patch: {"spec":{"type":"NodePort"},"metadata":{"resourceVersion":"${metadata.resourceVersion}","uid":"${metadata.uid}"}}\nservice/web edited\n`,
      );
    });

    test('--save-config notes the whole object', async () => {
      await edit([port81], 'web', '--save-config');
      const { metadata } = await service();
      const text =
        (metadata.annotations as Record<string, string>)['kubectl.kubernetes.io/last-applied-configuration'] ?? '';
      expect(text.endsWith('}\n')).toBe(true);
      expect(JSON.parse(text)).toMatchObject({
        metadata: { name: 'web', uid: metadata.uid },
        spec: { ports: [{ port: 81 }] },
      });
    });

    test('--windows-line-endings', async () => {
      expect(
        await edit([port81.replace('80$', '80\\r$').replace('81/', '81\\r/')], 'web', '--windows-line-endings'),
      ).toMatchObject({
        code: 0,
        stdout: 'service/web edited\n',
      });
      expect(opened(1).split('\r\n').length).toBeGreaterThan(10);
      expect(opened(1)).not.toMatch(/[^\r]\n/);
    });

    test('--subresource=status', async () => {
      const ingress =
        'sed -i "s/^  loadBalancer: {}/  conditions: [{type: a\\/b, status: \\"True\\", reason: R, message: m, lastTransitionTime: \\"2026-01-01T00:00:00Z\\"}]/" "$1"';
      expect(await edit([ingress], 'web', '--subresource=status')).toMatchObject({
        code: 0,
        stdout: 'service/web edited\n',
      });
      expect(((await service()) as { status?: unknown }).status).toMatchObject({ conditions: [{ type: 'a/b' }] });
    });

    test('--validate=warn and ignore send what the API does not know', async () => {
      const bogus = 'sed -i "s/^spec:/spec:\\n  bogus: 1/" "$1"';
      expect(await edit([bogus], 'web', '--validate=warn')).toMatchObject({
        code: 0,
        stdout: 'service/web edited\n',
        stderr: 'Warning: unknown field "spec.bogus"\n',
      });
      expect(await edit([bogus], 'web', '--validate=ignore')).toMatchObject({ code: 0, stderr: '' });
    });

    test('-f names the Services', async () => {
      const file = join(tmpdir(), `kubesvc-edit-f-${process.pid}.yaml`);
      writeFileSync(file, '{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: [{port: 80}]}}');
      expect(await edit([port81], '-f', file)).toMatchObject({ code: 0, stdout: 'service/web edited\n' });
      rmSync(file);
    });
  });

  test('several in one List: what was left alone is skipped', async () => {
    await must(kubectl('create', 'service', 'clusterip', 'db', '--tcp=5432'));
    const change = 'sed -i "s/port: 5432$/port: 5433/" "$1"';
    expect(await edit([change], 'web', 'db')).toEqual({
      code: 0,
      stdout: 'service/web skipped\nservice/db edited\n',
      stderr: '',
      left: [],
    });
    expect(opened(1)).toMatch(/^#.*\n#.*\n#.*\n#\napiVersion: v1\nitems:\n- apiVersion: v1\n/);
    expect(opened(1)).toMatch(/\nkind: List\nmetadata: \{\}\n$/);
    expect(await edit([change.replace('5432', '5433').replace('/port: 5433/', '/port: 5434/')])).toMatchObject({
      stdout: 'service/db edited\nservice/web skipped\n',
    });
  });

  test('TCP and UDP on one number: both survive a change of one', async () => {
    await apply(
      '{apiVersion: v1, kind: Service, metadata: {name: dns}, spec: {selector: {app: dns}, ports: [{name: t, port: 53, protocol: TCP}, {name: u, port: 53, protocol: UDP}]}}',
    );
    const udp = `sed -i '/name: u/,$ s/targetPort: 53$/targetPort: 5353/' "$1"`;
    expect(await edit([udp], 'dns')).toMatchObject({ code: 0, stdout: 'service/dns edited\n' });
    expect((await service('dns')).spec.ports).toMatchObject([
      { name: 't', protocol: 'TCP', targetPort: 53 },
      { name: 'u', protocol: 'UDP', targetPort: 5353 },
    ]);
  });

  test('a user who may read but not patch', async () => {
    await must(kubectl('create', 'role', 'onlooker', '--verb=get', '--resource=services'));
    await must(kubectl('create', 'rolebinding', 'onlooker', '--role=onlooker', '--user=jane'));
    expect(await edit([port81], 'web', '--as=jane')).toMatchObject({
      code: 1,
      stdout: '',
      stderr: `error: services "web" could not be patched: services "web" is forbidden: User "jane" cannot patch resource "services" in API group "" in the namespace "${namespace}"\nYou can run \`kubectl replace -f FILE.yaml\` to try this update again.\n`,
    });
    expect(statSync(join(temporary, readdirSync(temporary)[0] ?? '')).mode & 0o777).toBe(0o600);
  });
});
