// Package image makes the images that a cluster's registry serves, out of files
// of this machine. Nothing is mounted and nothing is run to make them.
package image

import (
	"archive/tar"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
	"time"
)

// Tree is what an image contains, by path without a leading slash.
type Tree map[string]entry

type entry struct {
	kind byte // tar's
	mode int64
	text string // a file's content, unless from is set
	from string // the file of this machine that has the content
	link string
}

// Dir adds folders.
func (t Tree) Dir(mode int64, names ...string) {
	for _, name := range names {
		t.put(name, entry{kind: tar.TypeDir, mode: mode})
	}
}

// Text adds a file.
func (t Tree) Text(name, text string) {
	t.put(name, entry{kind: tar.TypeReg, mode: 0o644, text: text})
}

// Program adds an executable of this machine.
func (t Tree) Program(name, from string) {
	t.put(name, entry{kind: tar.TypeReg, mode: 0o755, from: from})
}

// Link adds symbolic links to one target.
func (t Tree) Link(target string, names ...string) {
	for _, name := range names {
		t.put(name, entry{kind: tar.TypeSymlink, mode: 0o777, link: target})
	}
}

// Copy adds what lies at a path of this machine, as it is there.
func (t Tree) Copy(name, from string) error {
	info, err := os.Lstat(from)
	if err != nil {
		return err
	}
	switch mode := unixMode(info.Mode()); info.Mode().Type() {
	case fs.ModeSymlink:
		target, err := os.Readlink(from)
		if err != nil {
			return err
		}
		t.Link(target, name)
	case fs.ModeDir:
		t.Dir(mode, name)
	case 0:
		t.put(name, entry{kind: tar.TypeReg, mode: mode, from: from})
	}
	return nil // devices and sockets have no place in an image
}

// Has says whether something is at a path.
func (t Tree) Has(name string) bool {
	_, ok := t[clean(name)]
	return ok
}

func (t Tree) put(name string, e entry) {
	name = clean(name)
	t[name] = e
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		if _, ok := t[dir]; !ok {
			t[dir] = entry{kind: tar.TypeDir, mode: 0o755}
		}
	}
}

// Write writes the tree as a layer. The same content gives the same bytes:
// sorted, root's, of one date.
func (t Tree) Write(to io.Writer) error {
	layer := tar.NewWriter(to)
	for _, name := range slices.Sorted(maps.Keys(t)) {
		if err := t[name].write(layer, name); err != nil {
			return err
		}
	}
	return layer.Close()
}

func (e entry) write(layer *tar.Writer, name string) error {
	content := []byte(e.text)
	if e.from != "" {
		var err error
		if content, err = os.ReadFile(e.from); err != nil {
			return err
		}
	}
	if e.kind == tar.TypeDir {
		name += "/"
	}
	err := layer.WriteHeader(&tar.Header{
		Typeflag: e.kind, Name: name, Linkname: e.link, Mode: e.mode,
		Size: int64(len(content)), ModTime: time.Unix(0, 0), Format: tar.FormatGNU,
	})
	if err != nil {
		return err
	}
	_, err = layer.Write(content)
	return err
}

func clean(name string) string { return strings.TrimPrefix(path.Clean("/"+name), "/") }

// unixMode is a mode in the bits that tar and chmod speak of.
func unixMode(mode fs.FileMode) int64 {
	bits := int64(mode.Perm())
	for flag, bit := range map[fs.FileMode]int64{fs.ModeSetuid: 0o4000, fs.ModeSetgid: 0o2000, fs.ModeSticky: 0o1000} {
		if mode&flag != 0 {
			bits |= bit
		}
	}
	return bits
}
