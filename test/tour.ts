/**
 * `npm run tour`: the main job on a real cluster, as a user would type it. Each command is printed before its real
 * output. The Deployment comes from examples/; all else is kubesvc. Ends with an external address that answers, and a
 * NetworkPolicy that keeps the probe out and is named. A command that does not end as it should ends the tour.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { putOnPath } from './support/built.ts';
import { type TourCluster, tourCluster } from './support/tour-cluster.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'kubesvc-tour-'));
const began = Date.now();

/** `kubesvc` and `kubectl` as words of a shell. */
function shellFor({ kubeconfig, kubectl }: TourCluster): NodeJS.ProcessEnv {
  const bin = join(scratch, 'bin');
  execFileSync('mkdir', [bin]);
  putOnPath(bin);
  return {
    ...process.env,
    PATH: [bin, dirname(kubectl), process.env.PATH ?? ''].join(delimiter),
    ...(kubeconfig !== '' && { KUBECONFIG: kubeconfig }),
  };
}

let env: NodeJS.ProcessEnv = process.env;

/** Runs one line and shows it; it must end with this exit code and, where text is given, say that. */
function step(line: string, { code = 0, says }: { code?: number; says?: RegExp } = {}): void {
  console.log(`\n$ ${line}`);
  const { status, stdout } = spawnSync('sh', ['-c', `${line} 2>&1`], { cwd: root, env, encoding: 'utf8' });
  process.stdout.write(stdout);
  if (status !== code) throw new Error(`"${line}" ended with exit code ${status}, not ${code}`);
  if (code !== 0) console.log(`(exit code ${code})`);
  if (says && !says.test(stdout)) throw new Error(`"${line}" did not say ${says}`);
}

const quiet = (line: string) =>
  execFileSync('sh', ['-c', line], { cwd: root, env, stdio: ['ignore', 'ignore', 'inherit'] });

function tour(): void {
  step('kubectl apply -f examples/mydeployment.yaml');
  step('kubectl rollout status deployment mydeployment');

  step('kubesvc expose deployment mydeployment', { says: /^service\/mydeployment exposed$/m });
  step('kubesvc get svc mydeployment', { says: /ClusterIP/ });
  step('kubesvc probe mydeployment', { says: /^REACHABLE/m });

  step('kubesvc edit type mydeployment NodePort', { says: /^service\/mydeployment edited$/m });
  step('kubesvc probe mydeployment', { says: /node-port/ });

  step('kubesvc edit type mydeployment LoadBalancer --wait', { says: /^external IP: \S+$/m });
  step('kubesvc get svc mydeployment', { says: /LoadBalancer/ });
  step('kubesvc probe mydeployment --show-response', { says: /Welcome to nginx/ });

  step('kubectl apply -f examples/deny-ingress.yaml');
  step('kubesvc probe mydeployment', { code: 1, says: /N01.*mydeployment/ });
  step('kubectl delete -f examples/deny-ingress.yaml');
}

try {
  const cluster = await tourCluster();
  env = shellFor(cluster);
  const namespace = `kubesvc-tour-${randomBytes(3).toString('hex')}`;
  if (cluster.own) {
    // Of an earlier tour, so that this one begins where the tutorial begins.
    quiet('kubectl delete deployment,service,networkpolicy mydeployment --ignore-not-found');
  } else {
    // A copy of the kubeconfig whose context lies in a namespace of the tour's own.
    const copy = join(scratch, 'kubeconfig');
    writeFileSync(copy, execFileSync('kubectl', ['config', 'view', '--flatten', '--minify', '--raw'], { env }), {
      mode: 0o600,
    });
    env = { ...env, KUBECONFIG: copy };
    quiet(`kubectl create namespace ${namespace} && kubectl config set-context --current --namespace=${namespace}`);
  }
  try {
    tour();
  } finally {
    if (!cluster.own) quiet(`kubectl delete namespace ${namespace} --wait=false`);
  }
  console.log(`\nThe tour took ${Math.round((Date.now() - began) / 1000)} s.`);
  if (cluster.own) {
    console.log(`The cluster is still up. Use it:  export KUBECONFIG=${cluster.kubeconfig}
                                  npm run cluster -- kubectl get all
                                  node bin/kubesvc.js get svc
                         Stop it: npm run cluster -- down`);
  }
} catch (error) {
  console.error(`\nThe tour ended early: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
