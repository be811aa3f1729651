package supervisor

import (
	"fmt"
	"os"

	"kubesvc.test/node/internal/component"
	"kubesvc.test/node/internal/plan"
	"kubesvc.test/node/internal/sandbox"
)

// boot brings a tier's cluster to the point where it is ready.
type boot func(c *plan.Cluster, r *component.Runner, listener *os.File, say func(string)) error

// Supervise boots a cluster, says when it is ready and stays until one of its
// components ends.
func Supervise(dir string) error {
	listener, ready := inherited(ListenerFD, "listener"), inherited(ReadyFD, "ready")
	c, err := plan.Load(dir)
	if err != nil {
		return err
	}
	r := component.NewRunner()
	var up boot = bootFull
	if c.Tier == plan.API {
		up = bootAPI
		alive := inherited(AliveFD, "alive") // in tier full that is init's
		go func() {
			if !sandbox.Released(alive) {
				r.Ended <- clearAwayAPI(c)
			}
		}()
	}
	say := func(line string) {
		fmt.Println(line)
		fmt.Fprintln(ready, line)
	}
	booted := make(chan error, 1)
	go func() { booted <- up(c, r, listener, say) }()
	select {
	case err := <-booted:
		if err != nil {
			return err
		}
	case err := <-r.Ended:
		return err
	}
	say(Ready)
	ready.Close()
	return <-r.Ended
}
