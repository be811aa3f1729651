package lifecycle

import (
	"errors"
	"os"

	"kubesvc.test/node/internal/cgroup"
	"kubesvc.test/node/internal/plan"
	"kubesvc.test/node/internal/process"
)

// End ends the cluster of a work dir, whatever state it is in, and removes what
// it left. A second time it does nothing.
func End(dir string) error {
	c, err := plan.Load(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	// In tier full the kernel ends the whole PID namespace with its first
	// process. In tier api each component has a death signal, which has been
	// sent, but not waited for, when the supervisor is gone.
	var components []process.Identity
	if c.Tier == plan.API && c.Main.Alive() {
		components = process.Children(c.Main.PID)
	}
	for _, p := range append([]process.Identity{c.Main}, components...) {
		if err := p.Kill(); err != nil {
			return err
		}
	}
	if c.CgroupRoot != "" {
		if err := cgroup.Remove(c.CgroupRoot); err != nil {
			return err
		}
	}
	return c.Clear()
}
