package sandbox

import (
	"os"
	"testing"
)

func TestReleased(t *testing.T) {
	for _, word := range []string{"", "!"} {
		pipe, asker, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := asker.WriteString(word); err != nil {
			t.Fatal(err)
		}
		asker.Close()
		if got, want := Released(pipe), word != ""; got != want {
			t.Errorf("after %q: %v", word, got)
		}
	}
}
