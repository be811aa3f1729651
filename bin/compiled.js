'use strict';
// Loads the built program, and keeps what V8 has compiled of it for the next start: Node 22 and later have the like built in,
// file by file through the module loader. One file for all, and no loader, is quicker on each of them, and works on Node 20.
const fs = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');

/**
 * The exports of a CommonJS file that asks for files beside it and for Node's own modules, and for nothing else.
 * What is compiled is kept in /tmp, or where NODE_COMPILE_CACHE says; NODE_DISABLE_COMPILE_CACHE=1 keeps nothing: Node's own
 * words for its own compile cache. That it cannot be kept is no error.
 */
exports.load = function load(entry) {
  const place = placeFor(path.dirname(entry), process.env);
  const kept = read(place);
  const loaded = new Map();
  let isNew = false;

  function run(file) {
    const known = loaded.get(file);
    if (known) return known.module.exports;
    const { size, mtimeMs } = fs.statSync(file);
    const stamp = `${size} ${mtimeMs}`;
    const before = kept.get(file);
    const cachedData = before?.stamp === stamp ? before.data : undefined;
    const source = `(function (exports, require, module) {${fs.readFileSync(file, 'utf8')}\n})`;
    const script = new vm.Script(source, { filename: file, cachedData });
    isNew ||= cachedData === undefined || script.cachedDataRejected;
    const module = { exports: {} };
    loaded.set(file, { stamp, script, module });
    const folder = path.dirname(file);
    const requireFrom = (id) => (id.startsWith('.') ? run(path.join(folder, id)) : require(id));
    script.runInThisContext().call(module.exports, module.exports, requireFrom, module);
    return module.exports;
  }

  // At the end, because V8 compiles a function when it is called first.
  process.once('exit', () => {
    if (!isNew || place === undefined) return;
    for (const [file, { stamp, script }] of loaded) kept.set(file, { stamp, data: script.createCachedData() });
    write(place, kept);
  });
  return run(entry);
};

/** One file for each user, installation and build of Node; undefined where nothing is to be kept. */
function placeFor(root, { NODE_COMPILE_CACHE, NODE_DISABLE_COMPILE_CACHE, TEMP }) {
  // Not TMPDIR: who sets that for one command wants the files of that command there, and may set another for the next.
  const above = NODE_COMPILE_CACHE || (process.platform === 'win32' ? TEMP : '/tmp');
  if (NODE_DISABLE_COMPILE_CACHE || !above) return undefined;
  const folder = path.join(above, `kubesvc-compiled-${process.getuid?.() ?? 'user'}`);
  const name = `${process.version}-${process.arch}-${root.replaceAll(/[^\w.-]/g, '_').slice(-150)}`;
  return path.join(folder, name);
}

/** What is run next must be this user's alone to write. */
const isSafe = ({ uid, mode }) => !process.getuid || (uid === process.getuid() && (mode & 0o022) === 0);

/**
 * A line of JSON, [file, stamp, bytes] for each that is kept, and the bytes, twice: V8 does not look whether they are sound, and a
 * file that a full or a failing disk has spoilt would end the process. (To load node:zlib for its checksum takes 4 ms.)
 */
function read(place) {
  const kept = new Map();
  if (place === undefined) return kept;
  try {
    if (!isSafe(fs.lstatSync(path.dirname(place))) || !isSafe(fs.lstatSync(place))) return kept;
    const all = fs.readFileSync(place);
    let at = all.indexOf('\n') + 1;
    const list = JSON.parse(all.toString('utf8', 0, at));
    const middle = (at + all.length) / 2;
    if (!all.subarray(at, middle).equals(all.subarray(middle))) return kept;
    for (const [file, stamp, bytes] of list) {
      kept.set(file, { stamp, data: all.subarray(at, at + bytes) });
      at += bytes;
    }
  } catch {
    kept.clear(); // there is none yet, or it is none of ours
  }
  return kept;
}

function write(place, kept) {
  const all = [...kept].filter(([file]) => fs.existsSync(file));
  const list = all.map(([file, { stamp, data }]) => [file, stamp, data.length]);
  const unfinished = `${place}.${process.pid}`;
  try {
    if (!fs.existsSync(path.dirname(place))) fs.mkdirSync(path.dirname(place), { mode: 0o700 });
    if (!isSafe(fs.lstatSync(path.dirname(place)))) return;
    const bytes = all.map(([, { data }]) => data);
    const contents = Buffer.concat([Buffer.from(`${JSON.stringify(list)}\n`), ...bytes, ...bytes]);
    fs.writeFileSync(unfinished, contents, { mode: 0o600, flag: 'wx' });
    fs.renameSync(unfinished, place);
  } catch {
    fs.rmSync(unfinished, { force: true });
  }
}
