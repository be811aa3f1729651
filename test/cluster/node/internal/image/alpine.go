package image

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	v1 "github.com/google/go-containerregistry/pkg/v1"
)

// official are the packages of Alpine's own image. The disk image has a boot
// loader, a kernel and more.
var official = []string{
	"alpine-baselayout", "alpine-baselayout-data", "alpine-keys", "alpine-release", "apk-tools", "busybox",
	"busybox-binsh", "ca-certificates-bundle", "libapk", "libcrypto3", "libssl3", "musl", "musl-utils", "scanelf", "ssl_client", "zlib",
}

// bySetup are files that no package owns: their install scripts made them.
var bySetup = []string{
	"etc/passwd", "etc/group", "etc/shells", "etc/profile", "etc/hosts", "etc/os-release", "etc/alpine-release", "etc/apk/world", "etc/apk/arch",
}

// alpine is the official image's content, out of a disk image of the same
// distribution.
func alpine(wheel, scratch string) (Image, error) {
	disk, err := extractDisk(wheel, scratch)
	if err != nil {
		return Image{}, fmt.Errorf("the disk image in %s: %w", filepath.Base(wheel), err)
	}
	tree, err := alpineTree(disk)
	if err != nil {
		return Image{}, err
	}
	release, err := os.ReadFile(filepath.Join(disk, "etc/alpine-release"))
	if err != nil {
		return Image{}, err
	}
	config := v1.Config{Cmd: []string{"/bin/sh"}, Env: []string{usualPath}}
	return Image{"alpine.tar", alpineTags(strings.TrimSpace(string(release))), tree, config}, nil
}

// alpineTags of release 3.23.6 are latest, 3, 3.23 and 3.23.6.
func alpineTags(release string) []string {
	const name = "docker.io/library/alpine:"
	tags := []string{name + "latest"}
	for i, r := range release + "." {
		if r == '.' {
			tags = append(tags, name+release[:i])
		}
	}
	return tags
}

func alpineTree(disk string) (Tree, error) {
	db, text, err := readDatabase(disk)
	if err != nil {
		return nil, err
	}
	packages, missing := pick(parseAPK(text), official)
	if len(missing) > 0 {
		return nil, fmt.Errorf("not on the disk image: %s", strings.Join(missing, ", "))
	}
	tree := Tree{}
	for _, p := range packages {
		for _, name := range append(p.folder, p.files...) {
			if err := copyIfThere(tree, disk, name); err != nil {
				return nil, err
			}
		}
	}
	for _, name := range bySetup {
		if tree.Has(name) {
			continue
		}
		if err := copyIfThere(tree, disk, name); err != nil {
			return nil, err
		}
	}
	if err := linkBusybox(tree, disk); err != nil {
		return nil, err
	}
	tree.Dir(0o755, "dev", "proc", "sys", "run", "home", "var/log", "var/cache/apk", "etc/apk")
	tree.Dir(0o700, "root")
	tree.Dir(0o1777, "tmp", "var/tmp")
	tree.Text(db, database(packages))
	return tree, nil
}

// readDatabase: it has moved in Alpine 3.23.
func readDatabase(disk string) (name, text string, err error) {
	for _, name := range []string{"usr/lib/apk/db/installed", "lib/apk/db/installed"} {
		text, err := os.ReadFile(filepath.Join(disk, name))
		if err == nil {
			return name, string(text), nil
		}
	}
	return "", "", errors.New("apk's data base is not on the disk image")
}

// copyIfThere: a disk that has run may have removed what a package brought.
func copyIfThere(tree Tree, disk, name string) error {
	err := tree.Copy(name, filepath.Join(disk, name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// linkBusybox adds the links that busybox's install script made.
func linkBusybox(tree Tree, disk string) error {
	for _, dir := range []string{"bin", "sbin", "usr/bin", "usr/sbin"} {
		info, err := os.Lstat(filepath.Join(disk, dir))
		if err != nil || !info.IsDir() {
			continue // itself a link: its target is listed, too
		}
		entries, err := os.ReadDir(filepath.Join(disk, dir))
		if err != nil {
			return err
		}
		for _, e := range entries {
			name := filepath.Join(dir, e.Name())
			target, err := os.Readlink(filepath.Join(disk, name))
			if err == nil && strings.HasSuffix(target, "bin/busybox") && !tree.Has(name) {
				tree.Link(target, name)
			}
		}
	}
	return nil
}
