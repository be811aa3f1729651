import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { voiceOf } from '../cluster/progress.ts';
import { type RunningCluster, startCluster } from '../cluster/start.ts';
import { finish, kubesvc, program } from '../support/built.ts';
import { must } from '../support/cluster.ts';

/** A watch that runs until it is told to end. */
function watching(args: readonly string[], env: Record<string, string>) {
  const child = spawn(program[0], [...program.slice(1), ...args], {
    env: { PATH: process.env.PATH ?? '', HOME: '/nonexistent', ...env },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  return {
    says: (what: RegExp) => expect.poll(() => stdout, { timeout: 60_000, interval: 100 }).toMatch(what),
    async end(signal: NodeJS.Signals) {
      child.kill(signal);
      return { code: await ended, stdout, stderr };
    },
  };
}

describe.skipIf(inject('missing') !== '' || !inject('own'))('get svc --watch', () => {
  let cluster: RunningCluster | undefined;
  let env: Record<string, string> = {};
  const kubectl = (...args: string[]) => must(finish(inject('kubectl'), args, env));

  beforeAll(async () => {
    const started = await startCluster({ tier: 'api', ...voiceOf(process.stderr) });
    if ('missing' in started) throw new Error(started.missing);
    cluster = started;
    env = { KUBECONFIG: started.kubeconfig };
  }, 120_000);
  afterAll(async () => cluster?.stop(), 60_000);

  test('a user of few rights is told which one is missing', async () => {
    const limited = { KUBECONFIG: (await cluster?.user?.('limited')) ?? '' };
    for (const line of [
      ['get', 'svc'],
      ['get', 'svc', '-A'],
      ['get', 'svc', 'kubernetes', '-w'],
      ['get', 'svc', '-w', '-A'],
    ]) {
      const ours = await kubesvc(line, limited);
      expect(ours).toEqual(await finish(inject('kubectl'), line, limited));
      expect(ours).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/^Error from server \(Forbidden\): /) as string,
      });
    }
  });

  test('goes on over a restart of the API server, and ends with 1 and no word on a signal', async () => {
    const table = watching(['get', 'svc', '-w'], env);
    const events = watching(['get', 'svc', '-w', '--output-watch-events', '-o', 'name'], env);
    await table.says(/^kubernetes /m);
    await events.says(/^service\/kubernetes$/m);
    await kubectl('create', 'service', 'clusterip', 'before', '--tcp=80');
    await table.says(/^before /m);

    await cluster?.restartApiServer?.();
    await kubectl('create', 'service', 'clusterip', 'after', '--tcp=80');
    await table.says(/^after /m);
    await events.says(/^service\/after$/m);
    await kubectl('delete', 'service', 'before');
    await table.says(/^before [^]*^before /m); // a deleted one is told with its last row

    const { code, stdout, stderr } = await table.end('SIGINT');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^(The connection to the server .*; trying again\n|Unable to connect .*; trying again\n)*$/);
    expect(stdout.match(/^NAME /gm)).toHaveLength(1);
    expect(stdout.match(/^after /gm)).toHaveLength(1);
    expect(await events.end('SIGTERM')).toMatchObject({ code: 1 });
  }, 180_000);
});
