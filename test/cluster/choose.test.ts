import { expect, test } from 'vitest';
import { choose, type Facts, type Tier } from './choose.ts';

const able: Facts = { env: {}, platform: 'linux', uid: 0, admin: true, go: { version: 'go1.26.8' } };
const noGo = { missing: 'there is no go' };

test.for<[string, Tier, Partial<Facts>, string]>([
  ['root on Linux with Go has its own', 'full', {}, 'own'],
  ['so has the API server alone', 'api', {}, 'own'],
  ['which needs no root', 'api', { uid: 1000, admin: false }, 'own'],
  ['a whole cluster does', 'full', { uid: 1000 }, 'run the tests as root'],
  ['and a root that may make namespaces', 'full', { admin: false }, 'CAP_SYS_ADMIN'],
  ['no Linux', 'api', { platform: 'darwin' }, 'needs Linux, and this is darwin'],
  ['no Go', 'api', { go: noGo }, 'there is no go'],
  ['old Go', 'full', { go: { version: 'go1.25.3' } }, 'this is go1.25.3'],
  ['newer Go', 'full', { go: { version: 'go1.27' } }, 'own'],
  ['Go 2', 'full', { go: { version: 'go2.0.1' } }, 'own'],
  ['Go from its own repository', 'full', { go: { version: 'devel go1.28-abc' } }, 'own'],
  ['what is handed in comes first', 'full', { env: { KUBESVC_TEST_KUBECONFIG: '/k' } }, '/k'],
  ['also where none could run', 'full', { env: { KUBESVC_TEST_KUBECONFIG: '/k' }, platform: 'win32', go: noGo }, '/k'],
  ['an empty setting is none', 'full', { env: { KUBESVC_TEST_KUBECONFIG: '' } }, 'own'],
])('%s', ([, tier, change, want]) => {
  const choice = choose(tier, { ...able, ...change });
  const said = choice.use === 'own' ? 'own' : choice.use === 'given' ? choice.kubeconfig : choice.missing;
  expect(said).toContain(want);
  if (choice.use === 'none') expect(said).toMatch(/or set KUBESVC_TEST_KUBECONFIG to .*\.$/);
});
