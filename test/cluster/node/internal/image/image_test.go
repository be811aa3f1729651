package image

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/tarball"

	"kubesvc.test/node/internal/dns"
)

func write(t *testing.T, tree Tree) []byte {
	var out bytes.Buffer
	if err := tree.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func sample(order ...string) Tree {
	tree := Tree{}
	for _, name := range order {
		tree.Text(name, name)
	}
	tree.Dir(0o1777, "tmp")
	tree.Link("a", "bin/link")
	return tree
}

func TestLayerIsTheSameWhateverTheOrder(t *testing.T) {
	if !bytes.Equal(write(t, sample("etc/a", "etc/b", "z")), write(t, sample("z", "etc/b", "etc/a"))) {
		t.Error("two layers of the same content differ")
	}
}

func TestLayerIsSortedRootsAndOfOneDate(t *testing.T) {
	var names []string
	for layer := tar.NewReader(bytes.NewReader(write(t, sample("etc/a")))); ; {
		header, err := layer.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if header.Uid != 0 || header.Gid != 0 || header.ModTime.Unix() != 0 {
			t.Errorf("%+v", header)
		}
		if header.Name == "tmp/" && header.Mode != 0o1777 {
			t.Errorf("mode of tmp: %o", header.Mode)
		}
		names = append(names, header.Name)
	}
	if want := []string{"bin/", "bin/link", "etc/", "etc/a", "tmp/"}; !reflect.DeepEqual(names, want) {
		t.Errorf("%v", names)
	}
}

func TestCopyKeepsWhatThingsAre(t *testing.T) {
	dir, tree := t.TempDir(), Tree{}
	file := filepath.Join(dir, "program")
	if err := os.WriteFile(file, []byte("x"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(file, 0o755|os.ModeSetuid); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("program", filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"program", "link"} {
		if err := tree.Copy("/bin/"+name, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	if got := tree["bin/program"]; got.mode != 0o4755 || got.kind != tar.TypeReg {
		t.Errorf("%+v", got)
	}
	if got := tree["bin/link"]; got.link != "program" {
		t.Errorf("%+v", got)
	}
}

func TestSave(t *testing.T) {
	dir := t.TempDir()
	made := Image{"x.tar", []string{"docker.io/library/x:latest", "docker.io/library/x:1"}, sample("etc/a"), v1.Config{Cmd: []string{"sh"}}}
	if err := made.Save(dir); err != nil {
		t.Fatal(err)
	}
	for _, tag := range made.Tags {
		named, _ := name.NewTag(tag)
		image, err := tarball.ImageFromPath(filepath.Join(dir, "x.tar"), &named)
		if err != nil {
			t.Fatal(err)
		}
		config, err := image.ConfigFile()
		if err != nil || config.Architecture != runtime.GOARCH || config.OS != "linux" || config.Config.Cmd[0] != "sh" || len(config.RootFS.DiffIDs) != 1 {
			t.Errorf("%s: %+v %v", tag, config, err)
		}
	}
}

const apk = `C:Q1
P:musl
F:lib
R:ld-musl.so.1
a:0:0:755
R:libc.so

P:linux-virt
F:boot
R:vmlinuz

P:busybox
F:bin
R:busybox
F:etc
F:etc/network
R:interfaces
`

func TestPick(t *testing.T) {
	picked, missing := pick(parseAPK(apk), []string{"busybox", "musl", "zlib"})
	if !reflect.DeepEqual(missing, []string{"zlib"}) {
		t.Errorf("missing: %v", missing)
	}
	var files []string
	for _, p := range picked {
		files = append(files, p.files...)
	}
	if want := []string{"lib/ld-musl.so.1", "lib/libc.so", "bin/busybox", "etc/network/interfaces"}; !reflect.DeepEqual(files, want) {
		t.Errorf("%v", files)
	}
	if again := parseAPK(database(picked)); len(again) != 2 || strings.Contains(database(picked), "linux-virt") {
		t.Errorf("%v", again)
	}
}

func TestAlpineTags(t *testing.T) {
	var short []string
	for _, tag := range alpineTags("3.23.6") {
		short = append(short, tag[strings.LastIndex(tag, ":")+1:])
	}
	if want := []string{"latest", "3", "3.23", "3.23.6"}; !reflect.DeepEqual(short, want) {
		t.Errorf("%v", short)
	}
}

func TestParseLDD(t *testing.T) {
	got := parseLDD("\tlinux-vdso.so.1 (0x00007ffd)\n\tlibpcre2-8.so.0 => /lib/aarch64-linux-gnu/libpcre2-8.so.0 (0x00007f)\n\t/lib/ld-linux-aarch64.so.1 (0x00007f)\n")
	if want := []string{"/lib/aarch64-linux-gnu/libpcre2-8.so.0", "/lib/ld-linux-aarch64.so.1"}; !reflect.DeepEqual(got, want) {
		t.Errorf("%v", got)
	}
}

func TestUnzipOne(t *testing.T) {
	dir := t.TempDir()
	archive := filepath.Join(dir, "x.whl")
	var text bytes.Buffer
	zipped := zip.NewWriter(&text)
	file, _ := zipped.Create("pkg/images/../../alpine.qcow2") // a name that would lead out
	file.Write([]byte("disk"))
	zipped.Close()
	if err := os.WriteFile(archive, text.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	path, err := unzipOne(archive, ".qcow2", dir)
	if err != nil || path != filepath.Join(dir, "alpine.qcow2") {
		t.Errorf("%q %v", path, err)
	}
	if _, err := unzipOne(archive, ".iso", dir); err == nil {
		t.Error("nothing was found and nothing was said")
	}
}

func TestTheManifestAsksForTheImageThatIsMade(t *testing.T) {
	if !strings.Contains(dns.Manifest, "image: "+CoreDNSTag) {
		t.Errorf("no %s in the manifest", CoreDNSTag)
	}
	mod, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	_, version, _ := strings.Cut(CoreDNSTag, ":")
	if !slices.Contains(strings.Fields(string(mod)), version) || !strings.Contains(string(mod), "github.com/coredns/coredns "+version) {
		t.Errorf("go.mod has another version of CoreDNS than %s", version)
	}
}
