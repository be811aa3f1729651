// Package process tells processes apart for longer than their PIDs do.
package process

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Identity is one process: a PID comes around again, a PID with its start time
// does not.
type Identity struct {
	PID     int
	Started string
}

// Of is the identity of a running process; that of none is not alive.
func Of(pid int) Identity {
	stat, _ := parseStat(readStat(pid))
	return Identity{pid, stat.started}
}

// Alive says whether the process still runs. A zombie does not: it holds
// nothing any more and only waits for its parent. But one whose other threads
// have yet to end does.
func (p Identity) Alive() bool {
	stat, ok := parseStat(readStat(p.PID))
	dead := (stat.state == 'Z' || stat.state == 'X') && stat.threads <= 1
	return ok && p.Started != "" && stat.started == p.Started && !dead
}

// Kill ends the process and waits until it is gone. For the first process of a
// PID namespace that is after every other process of the namespace.
func (p Identity) Kill() error {
	if !p.Alive() {
		return nil
	}
	if err := syscall.Kill(p.PID, syscall.SIGKILL); err != nil && err != syscall.ESRCH {
		return err
	}
	for deadline := time.Now().Add(30 * time.Second); p.Alive(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			return fmt.Errorf("process %d does not end", p.PID)
		}
	}
	return nil
}

func readStat(pid int) string {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return ""
	}
	return string(text)
}

// stat is what matters of /proc/PID/stat.
type stat struct {
	state   byte   // field 3
	parent  int    // field 4
	threads int    // field 20
	started string // field 22
}

// parseStat reads a line of /proc/PID/stat. Field 2, the name, may hold blanks
// and brackets.
func parseStat(text string) (stat, bool) {
	end := strings.LastIndexByte(text, ')')
	if end < 0 {
		return stat{}, false
	}
	fields := strings.Fields(text[end+1:])
	if len(fields) < 20 {
		return stat{}, false
	}
	parent, _ := strconv.Atoi(fields[1])
	threads, _ := strconv.Atoi(fields[17])
	return stat{fields[0][0], parent, threads, fields[19]}, true
}
