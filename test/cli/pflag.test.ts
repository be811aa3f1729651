import { Command, Option } from '@commander-js/extra-typings';
import { expect, test } from 'vitest';
import { strangerAt } from '../../src/cli/lost.ts';
import { canonical } from '../../src/cli/pflag.ts';

const root = new Command('tool').option('-n, --namespace <ns>').option('-s, --server <url>');
root.addCommand(
  new Command('get')
    .option('-A, --all')
    .option('-w, --watch')
    .option('-o, --output <format>')
    .addOption(new Option('--dry-run [strategy]').preset('unchanged'))
    .addOption(new Option('--headers [on]').preset('true').default(true)),
);
root.addCommand(new Command('create').addCommand(new Command('service').alias('svc').option('--tcp <port>')));

test.each([
  ['get svc', ['get', 'svc']],
  ['get -o json svc', ['get', '--output=json', 'svc']],
  ['get -ojson svc', ['get', '--output=json', 'svc']],
  ['get -o=json svc', ['get', '--output=json', 'svc']],
  ['get --output=json svc', ['get', '--output=json', 'svc']],
  ['get --output json svc', ['get', '--output=json', 'svc']],
  ['get --output= svc', ['get', '--output=', 'svc']],
  ['get -Aw', ['get', '--all', '--watch']],
  ['get -Awojson', ['get', '--all', '--watch', '--output=json']],
  ['get -An web', ['get', '--all', '--namespace=web']],
  ['-n shop get svc', ['--namespace=shop', 'get', 'svc']],
  ['get svc -n shop', ['get', 'svc', '--namespace=shop']],
  ['get --dry-run svc', ['get', '--dry-run=unchanged', 'svc']],
  ['get --dry-run client', ['get', '--dry-run=unchanged', 'client']],
  ['get --dry-run=client', ['get', '--dry-run=client']],
  ['get --headers svc', ['get', '--headers=true', 'svc']],
  ['get --headers=F', ['get', '--headers=false']],
  ['get --watch=true', ['get', '--watch']],
  ['get --watch --watch=false', ['get']],
  ['get --watch=false --watch', ['get', '--watch']],
  ['get -w=0', ['get']],
  ['create svc --tcp 80:-1', ['create', 'svc', '--tcp=80:-1']],
  ['create svc --tcp -1', ['create', 'svc', '--tcp=-1']],
  ['get -- -o json', ['get', '--', '-o', 'json']],
  ['get -', ['get', '-']],
  ['get get', ['get', 'get']],
  ['get --help', ['get', '--help']],
  ['get -h', ['get', '--help']],
])('%s', (line, wanted) => expect(canonical(line.split(' '), root, strangerAt)).toEqual(wanted));

test.each([
  ['get --nope', 'unknown flag: --nope', 'tool get'],
  ['get --nope=1', 'unknown flag: --nope', 'tool get'],
  ['create service -Z', "unknown shorthand flag: 'Z' in -Z", 'tool create service'],
  ['get -AZ', "unknown shorthand flag: 'Z' in -AZ", 'tool get'],
  ['get --namespace', 'flag needs an argument: --namespace', 'tool get'],
  ['get -n', "flag needs an argument: 'n' in -n", 'tool get'],
  ['get --headers=2', 'invalid argument "2" for "--headers" flag: expected true or false', 'tool get'],
  ['get --watch=maybe', 'invalid argument "maybe" for "-w, --watch" flag: expected true or false', 'tool get'],
])('%s is refused', (line, message, command) => {
  expect(() => canonical(line.split(' '), root, strangerAt)).toThrow(expect.objectContaining({ message, command }));
});
