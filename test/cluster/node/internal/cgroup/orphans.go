package cgroup

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"kubesvc.test/node/internal/process"
)

// RemoveOrphans removes the groups of clusters that nobody ended and nobody
// runs, and says which. Three things keep a group: the process that asked for
// it lives, a cluster's first process names it, or any process is in it.
func RemoveOrphans() ([]string, error) {
	mounts, err := mounted()
	if err != nil {
		return nil, nil // nothing can have been left
	}
	claimed := claims()
	var removed []string
	for _, mount := range mounts {
		entries, err := os.ReadDir(mount)
		if err != nil {
			return removed, err
		}
		for _, entry := range entries {
			root := "/" + entry.Name()
			asker, ok := asker(root)
			if !ok || asker.Alive() || claimed[root] || occupied(mounts, root) {
				continue
			}
			if err := Remove(root); err != nil {
				return removed, err
			}
			removed = append(removed, root)
		}
	}
	return slices.Compact(slices.Sorted(slices.Values(removed))), nil
}

// asker is the process that a group is named for.
func asker(root string) (process.Identity, bool) {
	match := ours.FindStringSubmatch(root)
	if match == nil {
		return process.Identity{}, false
	}
	pid, err := strconv.Atoi(match[1])
	return process.Identity{PID: pid, Started: match[2]}, err == nil
}

// claims are the groups named on the command lines of clusters' first processes.
func claims() map[string]bool {
	roots := map[string]bool{}
	paths, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			continue // it has ended
		}
		if root, ok := claim(string(text)); ok {
			roots[root] = true
		}
	}
	return roots
}

// claim reads a command line: cluster init DIR GROUP.
func claim(cmdline string) (string, bool) {
	args := strings.Split(strings.TrimSuffix(cmdline, "\x00"), "\x00")
	if len(args) != 4 || args[1] != "init" || !ours.MatchString(args[3]) {
		return "", false
	}
	return args[3], true
}

// occupied says whether any process is in the group, in any hierarchy. It may
// be one that cannot be seen from here, in another PID namespace.
func occupied(mounts []string, root string) bool {
	found := false
	for _, mount := range mounts {
		_ = filepath.WalkDir(filepath.Join(mount, root), func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.Name() != "cgroup.procs" {
				return nil
			}
			text, err := os.ReadFile(path)
			if err != nil || len(text) > 0 {
				found = true
				return fs.SkipAll
			}
			return nil
		})
	}
	return found
}
