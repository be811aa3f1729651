// Package lifecycle is a cluster's beginning and end, as seen from the host.
package lifecycle

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"kubesvc.test/node/internal/cgroup"
	"kubesvc.test/node/internal/plan"
	"kubesvc.test/node/internal/process"
	"kubesvc.test/node/internal/supervisor"
)

// Up starts a cluster and says on progress what happens. When the cluster is
// ready it calls ready; in the foreground it then stays until the cluster's end.
func Up(c *plan.Cluster, wait time.Duration, progress io.Writer, ready func()) error {
	// A run that crashed may have left a cluster here, and cgroups anywhere.
	if err := End(c.Dir); err != nil {
		return err
	}
	if c.Tier == plan.Full {
		orphans, err := cgroup.RemoveOrphans()
		if err != nil {
			return err
		}
		for _, orphan := range orphans {
			fmt.Fprintln(progress, "removed what a dead cluster left: cgroup", orphan)
		}
		c.CgroupRoot = cgroup.Root(process.Of(os.Getpid()))
	}
	c.Since = time.Now().UTC().Format(time.RFC3339)
	if err := os.MkdirAll(filepath.Join(c.Dir, "log"), 0o755); err != nil {
		return err
	}
	asked := make(chan os.Signal, 1)
	signal.Notify(asked, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	closed := make(chan struct{})
	if c.Foreground {
		go func() {
			_, _ = io.Copy(io.Discard, os.Stdin)
			close(closed)
		}()
	}
	main, err := launch(c)
	if err != nil {
		return errors.Join(err, End(c.Dir))
	}
	begun := time.Now()
	booted := make(chan bool, 1)
	go func() { booted <- tell(main.progress, begun, progress) }()
	select {
	case ok := <-booted:
		if !ok {
			return errors.Join(fmt.Errorf("the cluster ended before it was ready%s", lastWords(c)), End(c.Dir))
		}
	case <-time.After(wait):
		return errors.Join(fmt.Errorf("not ready after %v%s", wait, lastWords(c)), End(c.Dir))
	case <-asked:
		return errors.Join(errors.New("interrupted"), End(c.Dir))
	case <-closed:
		return errors.Join(errors.New("standard input was closed before the cluster was ready"), End(c.Dir))
	}
	ready()
	if !c.Foreground {
		return main.release()
	}
	select {
	case <-asked:
	case <-closed:
	case <-main.ended:
		return errors.Join(fmt.Errorf("the cluster ended%s", lastWords(c)), End(c.Dir))
	}
	return End(c.Dir)
}

// tell passes progress on, with the time, and answers whether the cluster got
// ready.
func tell(from io.Reader, begun time.Time, to io.Writer) bool {
	last := ""
	for lines := bufio.NewScanner(from); lines.Scan(); {
		last = lines.Text()
		fmt.Fprintf(to, "%6.1fs %s\n", time.Since(begun).Seconds(), last)
	}
	return last == supervisor.Ready
}

// lastWords are what the cluster's first processes said in the end, and where
// the rest is: an ephemeral cluster's logs are about to go.
func lastWords(c *plan.Cluster) string {
	text, err := os.ReadFile(c.Log("cluster"))
	if err != nil {
		return ""
	}
	const enough = 2000
	if len(text) > enough {
		text = text[len(text)-enough:]
	}
	return fmt.Sprintf("; see %s, which ends:\n%s", filepath.Join(c.Dir, "log"), text)
}
