package image

import (
	"path"
	"slices"
	"strings"
)

// apkPackage is one record of apk's data base of installed packages.
type apkPackage struct {
	name   string
	folder []string // F: lines
	files  []string // R: lines, with their folder
	record string
}

// parseAPK reads the data base: records between empty lines, in each a letter
// and a colon before every value, folders before the files in them.
func parseAPK(text string) []apkPackage {
	var packages []apkPackage
	for _, record := range strings.Split(strings.TrimSpace(text), "\n\n") {
		p := apkPackage{record: record}
		folder := ""
		for _, line := range strings.Split(record, "\n") {
			key, value, _ := strings.Cut(line, ":")
			switch key {
			case "P":
				p.name = value
			case "F":
				folder = value
				p.folder = append(p.folder, folder)
			case "R":
				p.files = append(p.files, path.Join(folder, value))
			}
		}
		packages = append(packages, p)
	}
	return packages
}

// pick takes the packages of the given names, and answers which are missing.
func pick(packages []apkPackage, names []string) (picked []apkPackage, missing []string) {
	for _, p := range packages {
		if slices.Contains(names, p.name) {
			picked = append(picked, p)
		}
	}
	for _, name := range names {
		if !slices.ContainsFunc(picked, func(p apkPackage) bool { return p.name == name }) {
			missing = append(missing, name)
		}
	}
	return picked, missing
}

// database is the data base of these packages alone.
func database(packages []apkPackage) string {
	var text strings.Builder
	for _, p := range packages {
		text.WriteString(p.record + "\n\n")
	}
	return text.String()
}
