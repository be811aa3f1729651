// Command cluster starts and ends test clusters: real Kubernetes components,
// in tier full inside namespaces of their own, where the end of one process is
// the end of all.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"

	"kubesvc.test/node/internal/cni"
)

// commands, by name. Those without a usage are called by the others.
var commands = map[string]struct {
	run   func(args []string) error
	usage string
}{
	"up":                {up, "up -dir DIR -bin BIN [-images IMAGES] [-tier full|api] [-nodes N] [-foreground [-ephemeral]] …"},
	"down":              {down, "down -dir DIR"},
	"exec":              {execute, "exec -dir DIR -- COMMAND …"},
	"user":              {user, "user -dir DIR [-groups GROUP,…] NAME"},
	"restart-apiserver": {restart, "restart-apiserver -dir DIR"},
	"images":            {images, "images -out DIR -coredns FILE -wheel FILE -pause FILE -busybox FILE -nginx FILE"},
	"init":              {run: initialise},
	"node":              {run: node},
	"supervise":         {run: supervise},
}

// order is the commands' order in the usage.
var order = []string{"up", "down", "exec", "user", "restart-apiserver", "images"}

func main() {
	if cni.IsPlugin(os.Args[0]) {
		os.Exit(cni.Plugin(os.Args[0]))
	}
	if len(os.Args) < 2 || commands[os.Args[1]].run == nil {
		usage()
		os.Exit(2)
	}
	err := commands[os.Args[1]].run(os.Args[2:])
	if errors.Is(err, flag.ErrHelp) {
		usage()
		return
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "cluster:", err)
		os.Exit(1)
	}
}

func usage() {
	fmt.Fprintln(os.Stderr, "usage:")
	for _, name := range order {
		fmt.Fprintln(os.Stderr, "  cluster", commands[name].usage)
	}
}
