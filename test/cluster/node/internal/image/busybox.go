package image

import (
	"fmt"
	"os/exec"
	"strings"

	v1 "github.com/google/go-containerregistry/pkg/v1"
)

// busybox is Debian's static one with a link for everything it can do.
func busybox(binary string) (Image, error) {
	list, err := exec.Command(binary, "--list").Output()
	if err != nil {
		return Image{}, fmt.Errorf("%s --list: %w", binary, err)
	}
	tree := Tree{}
	tree.Program("bin/busybox", binary)
	for _, applet := range strings.Fields(string(list)) {
		if applet != "busybox" {
			tree.Link("busybox", "bin/"+applet)
		}
	}
	tree.Dir(0o755, "root", "var/www", "dev", "proc", "sys")
	tree.Dir(0o1777, "tmp")
	tree.Text("etc/passwd", "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n")
	tree.Text("etc/group", "root:x:0:\nnogroup:x:65534:\n")
	return Image{"busybox.tar", []string{"docker.io/library/busybox:latest"}, tree, v1.Config{Cmd: []string{"sh"}, Env: []string{"PATH=/bin"}}}, nil
}
