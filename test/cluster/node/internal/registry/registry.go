// Package registry serves image tars inside the cluster.
package registry

import (
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/registry"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
)

// Serve runs a registry and pushes into it every image of every tar in dir.
// It returns when all are there; the registry goes on.
func Serve(address, dir, state string) error {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(state, 0o755); err != nil {
		return err
	}
	handler := registry.New(registry.Logger(log.New(io.Discard, "", 0)), registry.WithBlobHandler(registry.NewDiskBlobHandler(state)))
	go func() { fmt.Println("registry:", http.Serve(listener, handler)) }()
	tars, err := filepath.Glob(filepath.Join(dir, "*.tar"))
	if err != nil {
		return err
	}
	for _, path := range tars {
		if err := push(path, address); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	return nil
}

// push pushes a tar's images under the names that they have anywhere else, but
// for the registry's.
func push(path, address string) error {
	manifest, err := tarball.LoadManifest(func() (io.ReadCloser, error) { return os.Open(path) })
	if err != nil {
		return err
	}
	for _, descriptor := range manifest {
		for _, tag := range descriptor.RepoTags {
			from, err := name.NewTag(tag)
			if err != nil {
				return err
			}
			image, err := tarball.ImageFromPath(path, &from)
			if err != nil {
				return err
			}
			to, err := name.NewTag(address+"/"+from.RepositoryStr()+":"+from.TagStr(), name.Insecure)
			if err != nil {
				return err
			}
			if err := remote.Write(to, image); err != nil {
				return fmt.Errorf("%s: %w", to, err)
			}
		}
	}
	return nil
}
