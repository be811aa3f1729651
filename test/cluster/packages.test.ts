import { expect, test } from 'vitest';
import { missingPackages } from './packages.ts';

const nothing = () => false;

test('to run, only what runs', () => {
  expect(missingPackages(['run'], nothing)).toEqual(['nftables', 'iptables', 'openssl', 'conntrack']);
});

test('to build, also a compiler and what the images are made of', () => {
  const all = missingPackages(['run', 'tools', 'images'], nothing);
  expect(all).toContain('libseccomp-dev');
  expect(all).toContain('python3-pip');
  expect(new Set(all).size).toBe(all.length);
});

test('what is there, from wherever, is not installed', () => {
  expect(missingPackages(['run', 'images'], (by) => !('python' in by))).toEqual(['python3-pip']);
  expect(missingPackages(['run', 'tools', 'images'], () => true)).toEqual([]);
});
