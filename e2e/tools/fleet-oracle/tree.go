package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/fluxcd/pkg/sourceignore"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// tree is a copy of a repository's files, and the artifacts that sources make of it.
type tree struct {
	folder string
	// The copy of the whole repository, and the folder of it that this tree is.
	copied    string
	start     string
	artifacts map[string]string
	builds    map[string]built
	// The clusters that it tells of.
	roots map[string]bool
	// The tree that this one is an edit of, and the files that differ.
	base  *tree
	edits map[string]*string
}

func openTree(folder string) (*tree, error) {
	copied, err := os.MkdirTemp("", "fleet-oracle-")
	if err != nil {
		return nil, err
	}
	copied, err = filepath.EvalSymlinks(copied)
	if err != nil {
		return nil, err
	}
	all := func(string, bool) bool { return true }
	if err := copyFiles(folder, copied, all); err != nil {
		return nil, err
	}
	return &tree{folder: copied, copied: copied, artifacts: map[string]string{}, builds: map[string]built{}}, nil
}

// begin takes the folder that paths start in for the tree.
func (t *tree) begin(start string) {
	t.start, t.folder = start, filepath.Join(t.copied, start)
}

// edit writes and removes files. Folders that are left empty go with them, as Git has none.
func (t *tree) edit(base *tree, edits map[string]*string) error {
	t.base, t.edits = base, map[string]*string{}
	for name, content := range edits {
		name, ok := strings.CutPrefix(name, prefixOf(t.start))
		if !ok {
			continue
		}
		t.edits[name] = content
		path := filepath.Join(t.folder, name)
		if content == nil {
			if err := os.Remove(path); err != nil {
				return err
			}
			for folder := filepath.Dir(path); folder != t.folder && os.Remove(folder) == nil; folder = filepath.Dir(folder) {
			}
			continue
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		notice(name, []byte(*content))
		if err := os.WriteFile(path, withoutRemote(name, []byte(*content)), 0o644); err != nil {
			return err
		}
	}
	return nil
}

func (t *tree) close() {
	os.RemoveAll(t.copied)
	for _, folder := range t.artifacts {
		os.RemoveAll(folder)
	}
}

// artifact is the folder with the files that a source takes of the repository, as source-controller packs them.
func (t *tree) artifact(source *unstructured.Unstructured) (string, error) {
	ignore, sparse := "", []string{}
	if source != nil && source.GetKind() == "ExternalArtifact" {
		key := hashOf(source)
		if found, ok := t.artifacts[key]; ok {
			return found, nil
		}
		made, err := t.compose(source)
		if err == nil {
			t.artifacts[key] = made
		}
		return made, err
	}
	if source != nil {
		ignore, _, _ = unstructured.NestedString(source.Object, "spec", "ignore")
		sparse, _, _ = unstructured.NestedStringSlice(source.Object, "spec", "sparseCheckout")
	}
	key := strings.Join(append([]string{ignore}, sparse...), "\x00")
	if found, ok := t.artifacts[key]; ok {
		return found, nil
	}
	packed, err := os.MkdirTemp("", "fleet-oracle-")
	if err != nil {
		return "", err
	}
	if packed, err = filepath.EvalSymlinks(packed); err != nil {
		return "", err
	}
	domain := strings.Split(t.folder, string(filepath.Separator))
	patterns, err := sourceignore.LoadIgnorePatterns(t.folder, domain)
	if err != nil {
		return "", err
	}
	if ignore != "" {
		patterns = append(patterns, sourceignore.ReadPatterns(strings.NewReader(ignore), domain)...)
	}
	matcher := sourceignore.NewDefaultMatcher(patterns, domain)
	takes := func(path string, isDir bool) bool {
		if !inSparse(path, isDir, sparse) {
			return false
		}
		return !matcher.Match(append(append([]string{}, domain...), strings.Split(path, "/")...), isDir)
	}
	if err := copyFiles(t.folder, packed, takes); err != nil {
		return "", err
	}
	t.artifacts[key] = packed
	return packed, nil
}

func prefixOf(folder string) string {
	if folder == "" {
		return ""
	}
	return folder + "/"
}

func inSparse(path string, isDir bool, folders []string) bool {
	if len(folders) == 0 || (!isDir && !strings.Contains(path, "/")) {
		return true
	}
	for _, folder := range folders {
		folder = strings.Trim(filepath.ToSlash(filepath.Clean(folder)), "/")
		if folder == "." || path == folder || strings.HasPrefix(path, folder+"/") {
			return true
		}
		if isDir && strings.HasPrefix(folder, path+"/") {
			return true
		}
		// Git's cone mode takes the files beside the folders on the way.
		if !isDir && strings.HasPrefix(folder, filepath.Dir(path)+"/") {
			return true
		}
	}
	return false
}

// schemas says whether a list that was read so far may bring a schema of its own.
var schemas bool

// notice looks for a schema in a file of a tree.
func notice(name string, content []byte) {
	if strings.HasPrefix(strings.ToLower(filepath.Base(name)), "kustomization") && bytes.Contains(content, []byte("openapi")) {
		schemas = true
	}
}

var remoteEntry = regexp.MustCompile(`(?m)^ *- +['"]?([^ #=]+=)?(https?://|git@|ssh://|git::|(github|gitlab)\.com/|[^ #]*\?(ref|version)=).*$`)

// withoutRemote drops what a list takes from the network: what that holds is not known, and it is the same before and
// after a change.
func withoutRemote(name string, content []byte) []byte {
	if !strings.HasPrefix(strings.ToLower(filepath.Base(name)), "kustomization") {
		return content
	}
	without := remoteEntry.ReplaceAll(content, nil)
	if len(without) < len(content) && !bytes.Contains(without, []byte("\nmetadata:")) {
		// A list of nothing else would be refused as empty.
		without = append(without, "\nmetadata:\n  name: without-remote-entries\n"...)
	}
	return without
}

// copyFiles copies what `takes` selects. The folders of what it takes are made, others are not.
func copyFiles(from, to string, takes func(path string, isDir bool) bool) error {
	return filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || path == from {
			return err
		}
		name, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		if entry.IsDir() {
			if entry.Name() == ".git" {
				return filepath.SkipDir
			}
			return nil
		}
		// A folder that is left out hides what is in it only where its files match too: packing walks all files.
		if !entry.Type().IsRegular() || !takes(name, false) {
			return nil
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		notice(name, content)
		content = withoutRemote(name, content)
		target := filepath.Join(to, name)
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			return err
		}
		return os.WriteFile(target, content, 0o644)
	})
}
