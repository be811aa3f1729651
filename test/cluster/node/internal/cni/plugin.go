package cni

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"golang.org/x/sys/unix"

	"kubesvc.test/node/internal/network"
)

// The plugins' names, by which this program is called.
const (
	noDAD         = "nodad"
	networkPolicy = "networkpolicy"
)

// IsPlugin says whether the program was called as a CNI plugin.
func IsPlugin(argv0 string) bool {
	name := filepath.Base(argv0)
	return name == noDAD || name == networkPolicy
}

// Plugin runs as the plugin that the program was called as, and answers the
// exit code. Errors, too, are said on standard output, in CNI's words.
func Plugin(argv0 string) int {
	if err := plugin(filepath.Base(argv0)); err != nil {
		_ = json.NewEncoder(os.Stdout).Encode(object{"cniVersion": "1.0.0", "code": 100, "msg": err.Error()})
		return 1
	}
	return 0
}

func plugin(name string) error {
	command := os.Getenv("CNI_COMMAND")
	if command == "VERSION" {
		_, err := fmt.Println(`{"cniVersion": "1.0.0", "supportedVersions": ["0.4.0", "1.0.0"]}`)
		return err
	}
	if command != "ADD" {
		return nil // there is nothing to take back
	}
	if name == noDAD {
		return skipDAD(os.Getenv("CNI_NETNS"))
	}
	return announce(os.Stdin, os.Stdout, os.Getenv("CNI_ARGS"))
}

// skipDAD is the first plugin of the chain. It turns duplicate address
// detection off in the pod's namespace, for which ptp would wait 2 s.
func skipDAD(namespace string) error {
	runtime.LockOSThread()
	file, err := os.Open(namespace)
	if err != nil {
		return err
	}
	if err := unix.Setns(int(file.Fd()), unix.CLONE_NEWNET); err != nil {
		return err
	}
	for _, of := range []string{"all", "default"} {
		if err := network.SetSysctl("net.ipv6.conf."+of+".accept_dad", "0"); err != nil {
			return err
		}
	}
	_, err = fmt.Println(`{"cniVersion": "1.0.0"}`)
	return err
}
