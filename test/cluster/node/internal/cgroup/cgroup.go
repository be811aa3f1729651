// Package cgroup makes and removes the control groups of a cluster: the one
// thing of it that lies outside its namespaces.
package cgroup

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"kubesvc.test/node/internal/process"
)

// ours matches the roots that this package removes, and nothing else.
var ours = regexp.MustCompile(`^/kubesvc-([0-9]+)-([0-9]+)$`)

// Root is the group of the cluster that a process asks for. It names that
// process, so that its remains can be told from a living cluster's.
func Root(asker process.Identity) string {
	return fmt.Sprintf("/kubesvc-%d-%s", asker.PID, asker.Started)
}

// Make makes a group in every hierarchy.
func Make(root string) error {
	mounts, err := mounted()
	if err != nil {
		return err
	}
	for _, mount := range mounts {
		dir := filepath.Join(mount, root)
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return err
		}
		// A new v1 cpuset has no CPUs and cannot hold a process.
		for _, name := range []string{"cpuset.cpus", "cpuset.mems"} {
			value, err := os.ReadFile(filepath.Join(mount, name))
			if err != nil {
				continue
			}
			if err := os.WriteFile(filepath.Join(dir, name), value, 0o644); err != nil {
				return err
			}
		}
	}
	return nil
}

// Remove removes a cluster's group with all that is in it, from every hierarchy.
func Remove(root string) error {
	if !ours.MatchString(root) {
		return fmt.Errorf("not a cluster's cgroup: %q", root)
	}
	mounts, err := mounted()
	if err != nil {
		return err
	}
	for _, mount := range mounts {
		dir := filepath.Join(mount, root)
		// A group stays busy for a moment after its last process.
		for deadline := time.Now().Add(5 * time.Second); ; time.Sleep(20 * time.Millisecond) {
			err := removeTree(dir)
			if err == nil {
				break
			}
			if time.Now().After(deadline) {
				return err
			}
		}
	}
	return nil
}

// removeTree removes groups depth first; the files in them are not removable.
func removeTree(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if !entry.IsDir() {
			continue
		}
		if err := removeTree(filepath.Join(dir, entry.Name())); err != nil {
			return err
		}
	}
	if err := os.Remove(dir); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// mounted are the mount points of the hierarchies, v1 and v2.
func mounted() ([]string, error) {
	text, err := os.ReadFile("/proc/self/mounts")
	if err != nil {
		return nil, err
	}
	dirs := parseMounts(string(text))
	if len(dirs) == 0 {
		return nil, errors.New("no cgroup hierarchy is mounted")
	}
	return dirs, nil
}

func parseMounts(text string) []string {
	var dirs []string
	for _, line := range strings.Split(text, "\n") {
		fields := strings.Fields(line)
		if len(fields) > 2 && (fields[2] == "cgroup" || fields[2] == "cgroup2") {
			dirs = append(dirs, fields[1])
		}
	}
	return dirs
}
