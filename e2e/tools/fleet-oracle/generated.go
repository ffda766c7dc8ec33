package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

const generatorGroup = "source.extensions.fluxcd.io"

// generated is the artifact that an ArtifactGenerator of a cluster makes under a name, as a source whose spec holds the
// copies and the sources of each; nil when none makes it. It plays source-watcher 2.2.
func (w *world) generated(host, namespace, name string) (*unstructured.Unstructured, bool) {
	prefix := host + "|" + generatorGroup + "/ArtifactGenerator/" + namespace + "/"
	for _, key := range sortedKeys(w.objects) {
		if !strings.HasPrefix(key, prefix) {
			continue
		}
		generator := w.objects[key].body
		artifacts, _, _ := unstructured.NestedSlice(generator.Object, "spec", "artifacts")
		for _, each := range artifacts {
			artifact, _ := each.(map[string]any)
			if artifact["name"] != name || text(generator, "spec", "pathPattern") != "" {
				continue
			}
			return w.composed(host, generator, artifact)
		}
	}
	return nil, false
}

func (w *world) composed(host string, generator *unstructured.Unstructured, artifact map[string]any) (*unstructured.Unstructured, bool) {
	sources, _, _ := unstructured.NestedSlice(generator.Object, "spec", "sources")
	parts := map[string]any{}
	for _, each := range sources {
		one, _ := each.(map[string]any)
		alias, _ := one["alias"].(string)
		kind, _ := one["kind"].(string)
		name, _ := one["name"].(string)
		namespace, _ := one["namespace"].(string)
		if namespace == "" {
			namespace = generator.GetNamespace()
		}
		found, ours := w.source(host, kind, namespace, name)
		if !ours {
			return nil, false
		}
		parts[alias] = map[string]any{}
		if found != nil {
			parts[alias] = found.Object["spec"]
		}
	}
	spec := map[string]any{"parts": parts, "copy": artifact["copy"]}
	return &unstructured.Unstructured{Object: map[string]any{"kind": "ExternalArtifact", "spec": spec}}, true
}

// compose copies the files of an artifact together.
func (t *tree) compose(source *unstructured.Unstructured) (string, error) {
	made, err := os.MkdirTemp("", "fleet-oracle-")
	if err != nil {
		return "", err
	}
	if made, err = filepath.EvalSymlinks(made); err != nil {
		return "", err
	}
	copies, _, _ := unstructured.NestedSlice(source.Object, "spec", "copy")
	for _, each := range copies {
		one, _ := each.(map[string]any)
		from, _ := one["from"].(string)
		to, _ := one["to"].(string)
		alias, pattern, ok := strings.Cut(strings.TrimPrefix(from, "@"), "/")
		part, _, _ := unstructured.NestedMap(source.Object, "spec", "parts", alias)
		if !ok || part == nil || !strings.HasPrefix(to, "@artifact/") {
			return "", fmt.Errorf("no copy from %s to %s", from, to)
		}
		folder, err := t.artifact(&unstructured.Unstructured{Object: map[string]any{"spec": part}})
		if err != nil {
			return "", err
		}
		exclude, _, _ := unstructured.NestedStringSlice(one, "exclude")
		if err := (copying{folder, made, exclude}).run(pattern, strings.TrimPrefix(to, "@artifact/")); err != nil {
			return "", err
		}
	}
	return made, nil
}

type copying struct {
	from, into string
	exclude    []string
}

func (c copying) run(pattern, to string) error {
	if !strings.ContainsAny(pattern, "*?[]") {
		source := path.Clean(pattern)
		info, err := os.Stat(filepath.Join(c.from, source))
		if err != nil {
			return err
		}
		if info.IsDir() {
			return c.tree(source, path.Join(to, path.Base(source)), source)
		}
		target := to
		if into, err := os.Stat(filepath.Join(c.into, to)); to == "" || strings.HasSuffix(to, "/") || (err == nil && into.IsDir()) {
			target = path.Join(to, path.Base(source))
		}
		return c.tree(source, target, ".")
	}
	found, err := fs.Glob(os.DirFS(c.from), pattern)
	if err != nil {
		return err
	}
	base := "."
	for _, part := range strings.Split(path.Clean(pattern), "/") {
		if strings.ContainsAny(part, "*?[]") {
			break
		}
		base = path.Join(base, part)
	}
	copied := false
	for _, one := range found {
		if c.hidden(one, base) {
			continue
		}
		copied = true
		target := path.Join(to, one)
		if prefix, ok := strings.CutSuffix(pattern, "/**"); ok {
			if rest, ok := strings.CutPrefix(one, prefix+"/"); ok {
				target = path.Join(to, rest)
			}
		}
		if err := c.tree(one, target, base); err != nil {
			return err
		}
	}
	if !copied {
		return errors.New("no files match pattern " + pattern)
	}
	return nil
}

// tree copies a file, or all that is in a folder.
func (c copying) tree(source, target, base string) error {
	return fs.WalkDir(os.DirFS(c.from), source, func(one string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if (one != source || !entry.IsDir()) && c.hidden(one, base) {
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if entry.IsDir() {
			return nil
		}
		content, err := os.ReadFile(filepath.Join(c.from, one))
		if err != nil {
			return err
		}
		rest, _ := filepath.Rel(source, one)
		path := filepath.Join(c.into, target, rest)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		return os.WriteFile(path, content, 0o644)
	})
}

func (c copying) hidden(file, base string) bool {
	names := []string{file}
	if rest, err := filepath.Rel(base, file); err == nil && !strings.HasPrefix(rest, "..") {
		names = append(names, rest)
	}
	for _, pattern := range c.exclude {
		for _, name := range names {
			if doublestar.MatchUnvalidated(pattern, name) || (!strings.Contains(pattern, "/") && doublestar.MatchUnvalidated(pattern, path.Base(name))) {
				return true
			}
		}
	}
	return false
}
