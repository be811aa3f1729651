import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';
import { connect } from '../../src/kube/connect.ts';
import type { KubeClient } from '../../src/kube/client.ts';
import { kinds } from '../../src/service/kinds.ts';
import type { Service } from '../../src/service/types.ts';
import { install, missingPackages } from '../cluster/packages.ts';
import { program } from '../support/built.ts';
import { must, onCluster } from '../support/cluster.ts';
import { type EditRow, editRows } from './edit-rows.ts';

/** Every row of what an edit can come to: kubesvc and the real kubectl side by side in one terminal, each in a namespace. */
onCluster('edit svc beside kubectl edit, in a terminal', ({ namespace, kubectl, env }) => {
  const desk = mkdtempSync(join(tmpdir(), 'kubesvc-beside-'));
  const tmux = (...args: string[]) =>
    execFileSync('tmux', ['-S', join(desk, 'tmux'), '-f', '/dev/null', ...args], { encoding: 'utf8' });
  const sides = [
    { name: 'kubesvc', line: program.join(' '), namespace },
    { name: 'kubectl', line: inject('kubectl'), namespace: `${namespace}-theirs` },
  ] as const;
  type Side = (typeof sides)[number];
  let kube: KubeClient;

  beforeAll(async () => {
    const missing = missingPackages(['terminal']);
    if (missing.length > 0) await install(missing);
    kube = await connect({}, { env, userAgent: 'kubesvc-test', warn: () => {} });
    await must(kubectl('create', 'namespace', `${namespace}-theirs`));
    await must(kubectl('create', 'clusterrole', namespace, '--verb=get', '--resource=services'));
    await must(kubectl('create', 'clusterrolebinding', namespace, `--clusterrole=${namespace}`, '--user=jane'));
    tmux('new-session', '-d', '-s', 'main', '-x', '200', '-y', '50', 'sleep 600');
  }, 60_000);
  afterAll(async () => {
    tmux('kill-server');
    rmSync(desk, { recursive: true });
    await must(kubectl('delete', `clusterrole/${namespace}`, `clusterrolebinding/${namespace}`));
    await must(kubectl('delete', 'namespace', `${namespace}-theirs`, '--wait=false'));
  });

  /** The Services that a row finds: `web`, and `db` beside it where the row names both. */
  async function prepare(row: EditRow, side: Side): Promise<void> {
    const there = await kube.list<Service>(kinds.Service, { namespace: side.namespace });
    for (const { metadata } of there.items) {
      await kube.remove(
        kinds.Service,
        { namespace: side.namespace, name: metadata.name },
        { propagationPolicy: 'Background' },
      );
    }
    for (const [name, port] of Object.entries({ web: 80, db: 5432 })) {
      if (!(row.args ?? 'web').split(' ').includes(name)) continue;
      const spec = { selector: { app: name }, ports: [{ port }] };
      await kube.create(kinds.Service, side.namespace, { apiVersion: 'v1', kind: 'Service', metadata: { name }, spec });
    }
  }

  async function played(row: EditRow, side: Side) {
    const folder = join(desk, side.name);
    const editor = join(folder, 'editor.sh');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(join(folder, 'tmp'), { recursive: true });
    const cases = row.steps.map((step, index) => `${index + 1 === row.steps.length ? '*' : index + 1}) ${step} ;;`);
    writeFileSync(
      editor,
      `#!/bin/sh\ntest -t 0 && test -t 1 || exit 9\nN=$(($(cat ${folder}/count 2>/dev/null || echo 0) + 1)); echo $N > ${folder}/count\nK="${inject('kubectl')} -n ${side.namespace}"\ncase $N in\n${cases.join('\n')}\nesac\n`,
    );
    chmodSync(editor, 0o755);
    await prepare(row, side);
    const place = {
      HOME: desk,
      KUBECONFIG: env.KUBECONFIG ?? '',
      TMPDIR: join(folder, 'tmp'),
      KUBE_EDITOR: row.editor ?? editor,
    };
    const variables = Object.entries(place).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
    const line = `${side.line} -n ${side.namespace} edit svc ${row.args ?? 'web'}; echo "exit code $?"; sleep 600`;
    const [window = ''] = tmux('new-window', '-d', '-P', '-F', '#{window_id}', ...variables, line).split('\n');
    const screen = () => tmux('capture-pane', '-p', '-J', '-t', window).replaceAll(/[ \n]+$/gm, '');
    await vi.waitUntil(() => /^exit code \d+$/m.test(screen()), { timeout: 30_000, interval: 40 });
    const shown = screen()
      .replaceAll(/"?[^\s"]*\/kubes?[a-z]+-edit-[0-9a-f]+\.yaml"?/g, 'FILE')
      .replaceAll(editor, 'EDITOR')
      .replaceAll(/&unstructured\.Unstructured\{.*\}/g, 'DUMP')
      .replaceAll(side.namespace, 'NS');
    tmux('kill-window', '-t', window);
    const [, text = '', code] = /^(.*?)\n?exit code (\d+)$/s.exec(shown) ?? [];
    return { code: Number(code), screen: text, left: readdirSync(join(folder, 'tmp')).length };
  }

  test.each(editRows)('$event', { timeout: 90_000 }, async (row) => {
    const [ours, theirs] = await Promise.all(sides.map((side) => played(row, side)));
    expect(ours).toEqual(row.ours);
    expect(theirs).toEqual(row.theirs ?? row.ours);
  });
});
