// Package process tells processes apart for longer than their PIDs do.
package process

import (
	"fmt"
	"os"
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
	started, _, _ := parseStat(readStat(pid))
	return Identity{pid, started}
}

// Alive says whether the process still runs. A zombie does not: it holds
// nothing any more and only waits for its parent.
func (p Identity) Alive() bool {
	started, state, ok := parseStat(readStat(p.PID))
	return ok && p.Started != "" && started == p.Started && state != 'Z' && state != 'X'
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

// parseStat reads the state (field 3) and the start time (field 22) out of
// /proc/PID/stat. Field 2, the name, may hold blanks and brackets.
func parseStat(text string) (started string, state byte, ok bool) {
	end := strings.LastIndexByte(text, ')')
	if end < 0 {
		return "", 0, false
	}
	fields := strings.Fields(text[end+1:])
	if len(fields) < 20 {
		return "", 0, false
	}
	return fields[19], fields[0][0], true
}
