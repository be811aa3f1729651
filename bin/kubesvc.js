#!/usr/bin/env node
'use strict';
// Loads the built program, and keeps what V8 has compiled of it for the next start: Node 22 and later have the like built in,
// file by file through the module loader. One file for all, and no loader, is quicker on each of them, and works on Node 20.
// What is kept is in /tmp, or where NODE_COMPILE_CACHE says; NODE_DISABLE_COMPILE_CACHE=1 keeps nothing: Node's own words for
// its own compile cache. That it cannot be kept is no error. (All of it stands in this one file, as to find another takes
// Node half a millisecond.)
const fs = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');

const root = path.join(__dirname, '..', 'dist');

/** The files of dist/ that have been loaded: CommonJS that asks for files beside it and for Node's own modules, and for no others. */
const loaded = new Map();
const place = placeOf(process.env);
const kept = whatIsKept();
let isNew = false;

function load(file) {
  const known = loaded.get(file);
  if (known) return known.module.exports;
  const { size, mtimeMs } = fs.statSync(file);
  const stamp = `${size} ${mtimeMs}`;
  const cachedData = kept.read(file, stamp);
  const source = `(function (exports, require, module) {${fs.readFileSync(file, 'utf8')}\n})`;
  const script = new vm.Script(source, { filename: file, cachedData });
  isNew ||= cachedData === undefined || script.cachedDataRejected;
  const module = { exports: {} };
  loaded.set(file, { stamp, script, module });
  const folder = path.dirname(file);
  const requireFrom = (id) => (id.startsWith('.') ? load(path.join(folder, id)) : require(id));
  script.runInThisContext().call(module.exports, module.exports, requireFrom, module);
  return module.exports;
}

/** One file for each user, installation and build of Node; undefined where nothing is to be kept. */
function placeOf({ NODE_COMPILE_CACHE, NODE_DISABLE_COMPILE_CACHE, TEMP }) {
  // Not TMPDIR: who sets that for one command wants the files of that command there, and may set another for the next.
  const above = NODE_COMPILE_CACHE || (process.platform === 'win32' ? TEMP : '/tmp');
  if (NODE_DISABLE_COMPILE_CACHE || !above) return undefined;
  const folder = path.join(above, `kubesvc-compiled-${process.getuid?.() ?? 'user'}`);
  const name = `${process.version}-${process.arch}-${root.replaceAll(/[^\w.-]/g, '_').slice(-150)}`;
  return path.join(folder, name);
}

/** What is run next must be this user's alone to write. */
function isSafe({ uid, mode }) {
  return !process.getuid || (uid === process.getuid() && (mode & 0o022) === 0);
}

/**
 * A line of JSON, [file, stamp, start, bytes] for each that is kept, and those pieces, each twice: V8 does not look whether they
 * are sound, and one that a full or a failing disk has spoilt would end the process. (To load node:zlib for its checksum
 * takes 4 ms.) Only what is asked for is read.
 */
function whatIsKept() {
  const pieces = new Map();
  let descriptor;
  const bytesAt = (start, bytes) => {
    const buffer = Buffer.allocUnsafeSlow(bytes);
    return buffer.subarray(0, fs.readSync(descriptor, buffer, 0, bytes, start));
  };
  try {
    if (place !== undefined && isSafe(fs.lstatSync(path.dirname(place)))) {
      descriptor = fs.openSync(place, fs.constants.O_RDONLY | (fs.constants.O_NOFOLLOW ?? 0));
      const { uid, mode, size } = fs.fstatSync(descriptor);
      let head = bytesAt(0, Math.min(size, 16_384));
      if (!head.includes('\n')) head = bytesAt(0, size);
      const end = head.indexOf('\n') + 1;
      const list = isSafe({ uid, mode }) ? JSON.parse(head.latin1Slice(0, end)) : [];
      for (const [file, stamp, start, bytes] of list) pieces.set(file, { stamp, start: end + start, bytes });
    }
  } catch {
    pieces.clear(); // there is none yet, or it is none of ours
  }
  return {
    files: () => [...pieces].map(([file, { stamp }]) => [file, stamp]),
    read(file, stamp) {
      const piece = pieces.get(file);
      if (piece?.stamp !== stamp) return undefined;
      try {
        const both = bytesAt(piece.start, 2 * piece.bytes);
        const data = both.subarray(0, piece.bytes);
        return data.equals(both.subarray(piece.bytes)) ? data : undefined;
      } catch {
        return undefined; // where it is to be found is spoilt, too
      }
    },
  };
}

// At the end, because V8 compiles a function when it is called first.
process.once('exit', () => {
  if (!isNew || place === undefined) return;
  const pieces = new Map();
  for (const [file, stamp] of kept.files()) {
    const data = fs.existsSync(file) ? kept.read(file, stamp) : undefined;
    if (data) pieces.set(file, { stamp, data });
  }
  for (const [file, { stamp, script }] of loaded) pieces.set(file, { stamp, data: script.createCachedData() });
  write(pieces);
});

function write(pieces) {
  let start = 0;
  const list = [];
  for (const [file, { stamp, data }] of pieces) {
    list.push([file, stamp, start, data.length]);
    start += 2 * data.length;
  }
  const unfinished = `${place}.${process.pid}`;
  try {
    if (!fs.existsSync(path.dirname(place))) fs.mkdirSync(path.dirname(place), { mode: 0o700 });
    if (!isSafe(fs.lstatSync(path.dirname(place)))) return;
    const twice = [...pieces.values()].flatMap(({ data }) => [data, data]);
    const contents = Buffer.concat([Buffer.from(`${JSON.stringify(list)}\n`), ...twice]);
    fs.writeFileSync(unfinished, contents, { mode: 0o600, flag: 'wx' });
    fs.renameSync(unfinished, place);
  } catch {
    fs.rmSync(unfinished, { force: true });
  }
}

load(path.join(root, 'main.cjs')).main();
