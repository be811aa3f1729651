import { Command, Option } from '@commander-js/extra-typings';
import { expect, test } from 'vitest';
import { canonical } from '../../src/cli/pflag.ts';

const root = new Command('tool').option('-n, --namespace <ns>').option('-s, --server <url>').option('--loud');
root.addCommand(
  new Command('get')
    .option('-A, --all')
    .option('-w, --watch')
    .option('-o, --output <format>')
    .addOption(new Option('--dry-run [strategy]').preset('unchanged'))
    .addOption(new Option('--headers [on]').preset('true').default(true)),
);
root.addCommand(
  new Command('create').addCommand(new Command('service').alias('svc').option('--tcp <port>').option('--udp')),
);

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
  ['get svc -n shop', ['get', '--namespace=shop', 'svc']],
  ['get --dry-run svc', ['get', '--dry-run=unchanged', 'svc']],
  ['get --dry_run svc', ['get', '--dry-run=unchanged', 'svc']],
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
  ['get svc -- -o json', ['get', '--', 'svc', '-o', 'json']],
  ['get -', ['get', '-']],
  ['get get', ['get', 'get']],
  ['get --help', ['get', '--help']],
  ['get -h', ['get', '--help']],
  ['get svc -Ah=false', ['get', '--all', 'svc']],
  ['get --help --help=false', ['get']],
  ['get svc --help -o json', ['get', '--help']],
  // flags before the command: the next word is the value of each that is not known to need none
  ['-n shop get svc', ['get', '--namespace=shop', 'svc']],
  ['-o json get svc', ['get', '--output=json', 'svc']],
  ['-ojson get svc', ['get', '--output=json', 'svc']],
  ['--output json -n shop get svc', ['get', '--output=json', '--namespace=shop', 'svc']],
  ['--watch=true get svc', ['get', '--watch', 'svc']],
  ['-w --all get svc', ['get', '--watch', '--all', 'svc']],
  ['--all svc get web', ['get', '--all', 'svc', 'web']],
  ['--loud get svc', ['get', '--loud', 'svc']],
  ['-n get get svc', ['get', '--namespace=get', 'svc']],
  ['create --tcp 80 service web', ['create', 'service', '--tcp=80', 'web']],
  ['--tcp 80 create service web', ['create', 'service', '--tcp=80', 'web']],
  ['create --udp service web', ['create', 'service', '--udp', 'web']],
  ['- get svc', ['get', '-', 'svc']],
  ['-n shop', ['--namespace=shop']],
  ['-n shop -- get svc', ['--namespace=shop']],
  ['--help get', ['--help']],
  ['--help get svc', ['--help']],
  ['-h x get svc', ['get', '--help']],
])('%s', (line, wanted) => expect(canonical(line.split(' '), root)).toEqual(wanted));

test.each([
  ['get --nope', 'unknown flag: --nope', 'tool get'],
  ['get --nope=1', 'unknown flag: --nope', 'tool get'],
  ['create service -Z', "unknown shorthand flag: 'Z' in -Z", 'tool create service'],
  ['get -AZ', "unknown shorthand flag: 'Z' in -Z", 'tool get'],
  ['get --namespace', 'flag needs an argument: --namespace', 'tool get'],
  ['get -n', "flag needs an argument: 'n' in -n", 'tool get'],
  ['get --headers=2', 'invalid argument "2" for "--headers" flag: expected true or false', 'tool get'],
  ['get -wx', "unknown shorthand flag: 'x' in -x", 'tool get'],
  ['get -wxo json', "unknown shorthand flag: 'x' in -xo", 'tool get'],
  ['get ---', 'bad flag syntax: ---', 'tool get'],
  ['get --=x', 'bad flag syntax: --=x', 'tool get'],
  ['get -=x', "unknown shorthand flag: '=' in -=x", 'tool get'],
  ['get --no_pe', 'unknown flag: --no_pe', 'tool get'],
  ['get --help --nope', 'unknown flag: --nope', 'tool get'],
  ['get --help=x', 'invalid argument "x" for "-h, --help" flag: expected true or false', 'tool get'],
  ['-o', "unknown shorthand flag: 'o' in -o", 'tool'],
  ['-o json', "unknown shorthand flag: 'o' in -o", 'tool'],
  ['-Z x get svc', "unknown shorthand flag: 'Z' in -Z", 'tool get'],
  ['--nope=1 get svc', 'unknown flag: --nope', 'tool get'],
  [
    'create --udp=x service web',
    'invalid argument "x" for "--udp" flag: expected true or false',
    'tool create service',
  ],
  ['create service --tcp', 'flag needs an argument: --tcp', 'tool create service'],
  ['get --watch=maybe', 'invalid argument "maybe" for "-w, --watch" flag: expected true or false', 'tool get'],
])('%s is refused', (line, message, command) => {
  expect(() => canonical(line.split(' '), root)).toThrow(expect.objectContaining({ message, command }));
});

test.each([
  ['geet', 'error: unknown command "geet" for "tool"\n\nDid you mean this?\n\tget'],
  ['nothing', 'error: unknown command "nothing" for "tool"'],
  ['-n shop geet', 'error: unknown command "geet" for "tool"\n\nDid you mean this?\n\tget'],
  ...['-A get svc', '--nope get svc', '-n get svc'].map((line): [string, string] => [
    line,
    'error: unknown command "svc" for "tool": flags before the command take the next word for their value; write them behind "get"',
  ]),
  ['create pod web', 'kubesvc creates Services only, not "pod": use kubesvc create service'],
  ['create pod --image=web', 'kubesvc creates Services only, not "pod": use kubesvc create service'],
  ['create -- service', "error: Unexpected args: [service]\nSee 'tool create -h' for help and examples"],
])('%s names no command', (line, message) => {
  expect(() => canonical(line.split(' '), root)).toThrow(expect.objectContaining({ message }));
});
