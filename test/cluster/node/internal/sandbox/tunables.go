package sandbox

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// tunables are the kernel settings that a kubelet insists on and that no
// namespace isolates (pkg/kubelet/cm, setupKernelTunables), with the values
// that it wants.
var tunables = map[string]string{
	"vm.overcommit_memory":      "1",
	"vm.panic_on_oom":           "0",
	"kernel.panic":              "10",
	"kernel.panic_on_oops":      "1",
	"kernel.keys.root_maxkeys":  "1000000",
	"kernel.keys.root_maxbytes": "25000000",
}

// coverTunables puts a file with the wanted value over each setting, in this
// mount namespace: the kubelet finds what it wants and leaves the machine's own
// setting alone, so there is none to put back after a crash.
func coverTunables() error {
	const dir = "/run/tunables"
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for key, value := range tunables {
		file := filepath.Join(dir, key)
		if err := os.WriteFile(file, []byte(value+"\n"), 0o644); err != nil {
			return err
		}
		setting := "/proc/sys/" + strings.ReplaceAll(key, ".", "/")
		if err := unix.Mount(file, setting, "", unix.MS_BIND, ""); err != nil && !errors.Is(err, unix.ENOENT) {
			return fmt.Errorf("cover %s: %w", setting, err)
		}
	}
	return nil
}
