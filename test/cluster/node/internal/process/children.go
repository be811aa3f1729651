package process

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Children are the processes that a process has started and that still run.
func Children(of int) []Identity {
	var children []Identity
	paths, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			continue // it has ended
		}
		pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(path)))
		if stat, ok := parseStat(string(text)); ok && stat.parent == of {
			children = append(children, Identity{pid, stat.started})
		}
	}
	return children
}

// Name is what a process was called by.
func (p Identity) Name() string {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", p.PID))
	if err != nil {
		return ""
	}
	name, _, _ := strings.Cut(string(text), "\x00")
	return filepath.Base(name)
}
