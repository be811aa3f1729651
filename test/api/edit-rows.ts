/** What one of the two programs shows in the terminal, in its own name, and how many files it leaves. */
interface Shown {
  code: number;
  /** `FILE` is a temporary file, `EDITOR` the editor's path, `NS` the namespace, `DUMP` a Go struct. */
  screen: string;
  left: number;
}

export interface EditRow {
  event: string;
  /** A shell line for each time that the editor is opened, the last one for all that follow. `$1` is the file, `$K` kubectl. */
  steps: readonly string[];
  /** What stands behind `edit svc`; `web` unless said otherwise. */
  args?: string;
  editor?: string;
  ours: Shown;
  /** What the real kubectl does; absent where that is the same. */
  theirs?: Shown;
}

const port81 = 'sed -i "s/port: 80$/port: 81/" "$1"';
const badType = 'sed -i "s/type: ClusterIP/type: Nope/" "$1"';
const bogus = 'sed -i "s/^spec:/spec:\\n  bogus: 1/" "$1"';
const meanwhile = (line: string) => `$K ${line} >/dev/null; ${port81}`;

const unchanged = 'Edit cancelled, no changes made.';
const emptied = 'Edit cancelled, saved file was empty.';
const invalid = 'error: services "web" is invalid';
const copy = 'A copy of your changes has been stored to FILE';
const edited = 'service/web edited';
const failed = 'error: there was a problem with the editor "EDITOR"';
const gone =
  'error: services "web" could not be found on the server\nThe edits you made on deleted resources have been saved to FILE';
const givenUp = `${invalid}\n${copy}\nerror: Edit cancelled, no valid changes were saved.`;
const again = 'You can run `kubectl replace -f FILE` to try this update again.';

const done = (screen: string): Shown => ({ code: 0, screen, left: 0 });
const kept = (screen: string): Shown => ({ code: 1, screen, left: 1 });

/** kubectl leaves the file of each round of its loop. */
const theirFiles = (screen: string, left: number): Shown => ({ code: 1, screen, left });
const theirEmptied = theirFiles(givenUp, 2); // its own check for an empty file comes too late

/** Everything that can come of an edit. Where kubectl does otherwise, its own answer stands beside. */
export const editRows: readonly EditRow[] = [
  { event: 'a change', steps: [port81], ours: done(edited) },
  { event: 'unchanged', steps: ['true'], ours: done(unchanged) },
  { event: 'only a comment more', steps: ['echo "# x" >> "$1"'], ours: done(unchanged) },
  { event: 'emptied', steps: [': > "$1"'], ours: done(emptied), theirs: theirEmptied },
  { event: 'only comments', steps: ['sed -i "/^[^#]/d" "$1"'], ours: done(emptied), theirs: theirEmptied },
  {
    event: 'no YAML, and saved again as it was',
    steps: ['echo "a: [" >> "$1"', 'true'],
    ours: kept(givenUp),
    theirs: theirFiles(givenUp, 2),
  },
  {
    event: 'refused by the server, and saved again as it was',
    steps: [badType, 'true'],
    ours: kept(givenUp),
    theirs: theirFiles(givenUp, 2),
  },
  {
    event: 'refused by the server, then right',
    steps: [badType, 'sed -i "s/type: Nope/type: NodePort/" "$1"'],
    ours: done(`${invalid}\n${edited}`),
  },
  {
    event: 'refused by the server, then as it was in the beginning',
    steps: [badType, 'sed -i "s/type: Nope/type: ClusterIP/" "$1"'],
    ours: done(`${invalid}\n${unchanged}`),
  },
  {
    event: 'refused by the server, then emptied',
    steps: [badType, ': > "$1"'],
    ours: done(`${invalid}\n${emptied}`),
    theirs: theirFiles(`${invalid}\n${givenUp}`, 2),
  },
  {
    event: 'an unknown field, and saved again as it was',
    steps: [bogus, 'true'],
    ours: kept(givenUp),
    theirs: theirFiles(givenUp, 2),
  },
  {
    event: 'an unknown field, then right',
    steps: [bogus, `sed -i "/bogus/d" "$1"; ${port81}`],
    ours: done(`${invalid}\n${edited}`),
  },
  {
    event: 'another name',
    steps: ['sed -i "s/^  name: web/  name: other/" "$1"'],
    ours: kept(`${copy}\nerror: At least one of apiVersion, kind and name was changed`),
  },
  {
    event: 'another namespace',
    steps: ['sed -i "s/^  namespace: .*/  namespace: other/" "$1"'],
    ours: kept(
      `${copy}\nerror: the namespace from the provided object "other" does not match the namespace "NS". You must pass '--namespace=other' to perform this operation.`,
    ),
  },
  {
    event: 'no namespace',
    steps: [`${port81}; sed -i "/^  namespace:/d" "$1"`],
    ours: done(edited),
  },
  {
    event: 'no metadata',
    steps: ['sed -i "/^metadata/,/^spec/{/^spec/!d}" "$1"'],
    ours: kept(`${copy}\nerror: no original object found for services "": metadata.uid is missing`),
    theirs: kept(`${copy}\nerror: no original object found for DUMP`),
  },
  {
    event: 'no kind, and saved again as it was',
    steps: [
      'sed -i "/^kind:/d" "$1"',
      'grep -q "^# .* failed validation.: kind not set$" "$1" && grep -v "^#" "$1" >/dev/null',
    ],
    ours: kept(givenUp),
    theirs: theirFiles(givenUp, 2),
  },
  {
    event: 'one Service twice in the file',
    steps: [`${port81}; cp "$1" "$1.x"; (cat "$1.x"; echo ---; cat "$1.x") > "$1"; rm "$1.x"`],
    ours: done(`${edited}\n${edited}`),
  },
  { event: 'one Service named twice', steps: [port81], args: 'web web', ours: done(`${edited}\n${edited}`) },
  { event: 'a boolean in a case of Go', steps: [port81], args: 'web --validate=TRUE', ours: done(edited) },
  {
    event: 'a format in capitals, which makes comments and JSON of one file',
    steps: ['grep -q "^# Please" "$1"'],
    args: 'web -o JSON',
    ours: done(unchanged),
  },
  {
    event: 'another uid',
    steps: ['sed -i "s/^  uid: .*/  uid: x/" "$1"'],
    ours: kept(`${copy}\nerror: no original object found for services "web": metadata.uid was changed`),
    theirs: kept(`${copy}\nerror: no original object found for DUMP`),
  },
  {
    event: 'another resourceVersion',
    steps: [`sed -i 's/resourceVersion: .*/resourceVersion: "1"/' "$1"; ${port81}`],
    ours: kept(
      `error: services "web" could not be patched: Operation cannot be fulfilled on services "web": the object has been modified; please apply your changes to the latest version and try again\n${again}`,
    ),
  },
  {
    event: 'who may read but not patch',
    steps: [port81],
    args: 'web --as=jane',
    ours: kept(
      `error: services "web" could not be patched: services "web" is forbidden: User "jane" cannot patch resource "services" in API group "" in the namespace "NS"\n${again}`,
    ),
  },
  { event: 'deleted meanwhile', steps: [meanwhile('delete service web')], ours: kept(gone) },
  {
    event: 'deleted and made anew meanwhile',
    steps: [`$K delete service web >/dev/null; ${meanwhile('create service clusterip web --tcp=80')}`],
    ours: kept(gone),
    theirs: done(edited),
  },
  {
    event: 'another field changed by someone else meanwhile',
    steps: [meanwhile('label service web theirs=yes'), 'true'],
    ours: done(`error: services "web" could not be patched: someone else has changed it meanwhile\n${edited}`),
    theirs: done(edited),
  },
  {
    event: 'an editor that fails',
    steps: ['exit 1'],
    ours: { code: 1, screen: failed, left: 0 },
    theirs: theirFiles(failed, 1),
  },
  {
    event: 'an editor that fails after a change',
    steps: [`${port81}; exit 1`],
    ours: kept(`${copy}\n${failed}`),
    theirs: theirFiles(failed, 1),
  },
  {
    event: 'an editor that removes the file',
    steps: ['rm "$1"'],
    ours: { code: 1, screen: 'error: open FILE: no such file or directory', left: 0 },
  },
  {
    event: 'a subresource that is not there',
    steps: ['true'],
    args: 'web --subresource=nope',
    ours: {
      code: 1,
      screen: 'Error from server (NotFound): the server could not find the requested resource',
      left: 0,
    },
  },
  {
    event: 'an editor that is not there',
    steps: ['true'],
    editor: 'nosuch',
    ours: { code: 1, screen: 'error: unable to launch the editor "nosuch"', left: 0 },
    theirs: theirFiles('error: unable to launch the editor "nosuch"', 1),
  },
  {
    event: 'a Service that is not there',
    steps: ['true'],
    args: 'nope',
    ours: { code: 1, screen: 'Error from server (NotFound): services "nope" not found', left: 0 },
  },
  {
    event: 'none at all',
    steps: ['true'],
    args: '',
    ours: { code: 1, screen: 'error: edit cancelled, no objects found', left: 0 },
  },
  {
    event: 'several in one file, of which one is left alone',
    steps: ['sed -i "s/port: 5432$/port: 5433/" "$1"'],
    args: 'web db',
    ours: done('service/web skipped\nservice/db edited'),
  },
];
