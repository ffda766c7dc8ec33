package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/fluxcd/pkg/sourceignore"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// tree is a copy of a repository's files, and the artifacts that sources make of it.
type tree struct {
	folder    string
	artifacts map[string]string
	builds    map[string]built
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
	return &tree{folder: copied, artifacts: map[string]string{}, builds: map[string]built{}}, nil
}

// edit writes and removes files. Folders that are left empty go with them, as Git has none.
func (t *tree) edit(base *tree, edits map[string]*string) error {
	t.base, t.edits = base, edits
	for name, content := range edits {
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
		if err := os.WriteFile(path, []byte(*content), 0o644); err != nil {
			return err
		}
	}
	return nil
}

func (t *tree) close() {
	os.RemoveAll(t.folder)
	for _, folder := range t.artifacts {
		os.RemoveAll(folder)
	}
}

// artifact is the folder with the files that a source takes of the repository, as source-controller packs them.
func (t *tree) artifact(source *unstructured.Unstructured) (string, error) {
	ignore, sparse := "", []string{}
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
		target := filepath.Join(to, name)
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			return err
		}
		return os.WriteFile(target, content, 0o644)
	})
}
