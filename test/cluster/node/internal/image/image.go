package image

import (
	"bytes"
	"io"
	"path/filepath"
	"runtime"

	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
)

const usualPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

// Image is one image to be made.
type Image struct {
	File   string // its tar's name
	Tags   []string
	Tree   Tree
	Config v1.Config
}

// Save writes the image's tar into a folder.
func (i Image) Save(dir string) error {
	image, err := i.build()
	if err != nil {
		return err
	}
	tagged := map[name.Tag]v1.Image{}
	for _, tag := range i.Tags {
		t, err := name.NewTag(tag)
		if err != nil {
			return err
		}
		tagged[t] = image
	}
	return tarball.MultiWriteToFile(filepath.Join(dir, i.File), tagged)
}

func (i Image) build() (v1.Image, error) {
	var text bytes.Buffer
	if err := i.Tree.Write(&text); err != nil {
		return nil, err
	}
	layer, err := tarball.LayerFromOpener(func() (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(text.Bytes())), nil
	})
	if err != nil {
		return nil, err
	}
	image, err := mutate.AppendLayers(empty.Image, layer)
	if err != nil {
		return nil, err
	}
	config, err := image.ConfigFile()
	if err != nil {
		return nil, err
	}
	config = config.DeepCopy()
	config.OS, config.Architecture, config.Config = "linux", runtime.GOARCH, i.Config
	return mutate.ConfigFile(image, config)
}
