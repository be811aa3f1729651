package image

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"

	v1 "github.com/google/go-containerregistry/pkg/v1"
)

// nginx is Debian's with its libraries, and busybox's shell and tools.
func nginx(binary, shell string) (Image, error) {
	tags, err := nginxTags(binary)
	if err != nil {
		return Image{}, err
	}
	tree := Tree{}
	tree.Program("usr/sbin/nginx", binary)
	if err := addLibraries(tree, binary); err != nil {
		return Image{}, err
	}
	tree.Program("bin/busybox", shell)
	for _, applet := range []string{"sh", "cat", "ls", "ps", "tar", "wget", "nc", "nslookup", "sleep", "id", "env"} {
		tree.Link("busybox", "bin/"+applet)
	}
	tree.Dir(0o755, "dev", "proc", "sys")
	tree.Dir(0o1777, "tmp")
	tree.Dir(0o777, "run", "var/lib/nginx", "var/log/nginx", "var/cache/nginx")
	tree.Link("/run", "var/run")
	tree.Link("/dev/stdout", "var/log/nginx/access.log")
	tree.Link("/dev/stderr", "var/log/nginx/error.log")
	for name, text := range nginxFiles {
		tree.Text(name, text)
	}
	return Image{"nginx.tar", tags, tree, v1.Config{
		Cmd:          []string{"nginx", "-g", "daemon off;"},
		Env:          []string{usualPath},
		ExposedPorts: map[string]struct{}{"80/tcp": {}},
	}}, nil
}

var nginxVersion = regexp.MustCompile(`nginx/(([0-9]+\.[0-9]+)\.[0-9]+)`)

func nginxTags(binary string) ([]string, error) {
	text, err := exec.Command(binary, "-v").CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("%s -v: %w", binary, err)
	}
	version := nginxVersion.FindSubmatch(text)
	if version == nil {
		return nil, fmt.Errorf("no version in %q", text)
	}
	const name = "docker.io/library/nginx:"
	return []string{name + "latest", name + string(version[2]), name + string(version[1])}, nil
}

// addLibraries adds what a program is linked with, and what the C library loads
// by itself to look names up.
func addLibraries(tree Tree, binary string) error {
	text, err := exec.Command("ldd", binary).Output()
	if err != nil {
		return fmt.Errorf("ldd %s: %w", binary, err)
	}
	for _, path := range parseLDD(string(text)) {
		tree.Program(path, path)
		if !strings.HasPrefix(filepath.Base(path), "libc.so") {
			continue
		}
		for _, name := range []string{"libnss_files.so.2", "libnss_dns.so.2", "libresolv.so.2"} {
			beside := filepath.Join(filepath.Dir(path), name)
			if _, err := os.Stat(beside); err == nil {
				tree.Program(beside, beside)
			}
		}
	}
	return nil
}

var libraryPath = regexp.MustCompile(`/[^ )]+`)

// parseLDD reads the paths out of ldd's lines.
func parseLDD(text string) []string { return libraryPath.FindAllString(text, -1) }
