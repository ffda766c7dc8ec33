package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"
)

// found is a Kustomization as it stands in a file.
type found struct {
	folder string
	object *unstructured.Unstructured
}

// findRoots finds the clusters of two trees: folders with a Kustomization flux-system that leads to them, as it is built;
// without any, the folders with Kustomizations that no other one brings.
func findRoots(trees ...*tree) (map[string]string, error) {
	roots := map[string]string{}
	for _, t := range trees {
		all, err := t.kustomizations()
		if err != nil {
			return nil, err
		}
		for _, folder := range t.candidates(all) {
			if own := t.ownRoot(folder); own != nil {
				roots[clusterOf(folder)] = folder
			}
		}
		for _, one := range all {
			folder := clean(text(one.object, "spec", "path"))
			if one.object.GetName() == "flux-system" && kubeConfig(one.object) == "" && folder != "" && t.hasFolder(folder) && strings.HasPrefix(one.folder+"/", folder+"/") {
				roots[clusterOf(folder)] = folder
			}
		}
	}
	if len(roots) > 0 {
		return roots, nil
	}
	// A file that another Kustomization brings in one of the trees is no entry: it may have been unlisted.
	entries, brought := map[string]bool{}, map[string]bool{}
	for _, t := range trees {
		all, err := t.kustomizations()
		if err != nil {
			return nil, err
		}
		free, reached := t.entries(all)
		for folder := range free {
			entries[folder] = true
		}
		for folder := range reached {
			brought[folder] = true
		}
	}
	for folder := range entries {
		if !brought[folder] {
			roots[clusterOf(folder)] = folder
		}
	}
	if len(roots) > 0 {
		return roots, nil
	}
	for _, t := range trees {
		for _, folder := range t.overlays() {
			roots[clusterOf(folder)] = folder
		}
	}
	return roots, nil
}

// overlays are the folders with a list that no other list takes.
func (t *tree) overlays() []string {
	folders, taken := map[string]bool{}, map[string]bool{}
	filepath.WalkDir(t.folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || entry.Name() != "kustomization.yaml" {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		list := struct {
			Kind                         string
			Resources, Bases, Components []string
		}{}
		if yaml.Unmarshal(content, &list) != nil {
			return nil
		}
		folder, _ := filepath.Rel(t.folder, filepath.Dir(path))
		if list.Kind != "Component" {
			folders[filepath.ToSlash(folder)] = true
		}
		for _, one := range append(append(list.Resources, list.Bases...), list.Components...) {
			taken[filepath.ToSlash(filepath.Join(folder, one))] = true
		}
		return nil
	})
	for folder := range taken {
		delete(folders, folder)
	}
	return sortedKeys(folders)
}

func clusterOf(folder string) string {
	if at := strings.LastIndex("/"+folder, "/clusters/"); at >= 0 {
		return folder[at+len("clusters/"):]
	}
	if folder == "" {
		return "all"
	}
	return folder
}

// candidates are the folders with a list, and those that a Kustomization flux-system leads to.
func (t *tree) candidates(all []found) []string {
	folders := map[string]bool{}
	for _, one := range all {
		if one.object.GetName() == "flux-system" {
			folders[clean(text(one.object, "spec", "path"))] = true
		}
	}
	filepath.WalkDir(t.folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || entry.Name() != "kustomization.yaml" {
			return err
		}
		folder, _ := filepath.Rel(t.folder, filepath.Dir(path))
		if folder = filepath.ToSlash(folder); t.brings(folder, map[string]bool{}) {
			folders[folder] = true
		}
		return nil
	})
	return sortedKeys(folders)
}

// brings says whether a list takes a file with a Kustomization or FluxInstance, through whatever other lists.
func (t *tree) brings(path string, seen map[string]bool) bool {
	if seen[path] {
		return false
	}
	seen[path] = true
	list := struct{ Resources, Bases, Components []string }{}
	content, err := os.ReadFile(filepath.Join(t.folder, path, "kustomization.yaml"))
	if err != nil {
		content, _ = os.ReadFile(filepath.Join(t.folder, path))
		return strings.Contains(string(content), kustomizeGroup) || strings.Contains(string(content), operatorGroup)
	}
	if yaml.Unmarshal(content, &list) != nil {
		return false
	}
	for _, one := range append(append(list.Resources, list.Bases...), list.Components...) {
		if t.brings(filepath.ToSlash(filepath.Join(path, one)), seen) {
			return true
		}
	}
	return false
}

// ownRoot is the Kustomization in a folder's build that leads to the folder; nil when there is none.
func (t *tree) ownRoot(folder string) *unstructured.Unstructured {
	if !t.hasFolder(folder) || folder == "" {
		return nil
	}
	probe := &unstructured.Unstructured{Object: map[string]any{"spec": map[string]any{"path": "./" + folder}}}
	made := t.probe(probe)
	if made.err != "" {
		return nil
	}
	objects := made.objects
	for _, object := range objects {
		own := kustomizationOf(object)
		if own == nil || kubeConfig(own) != "" {
			continue
		}
		path := clean(text(own, "spec", "path"))
		if path == folder || (own.GetName() == "flux-system" && strings.HasSuffix(path, "/"+folder)) {
			return own
		}
	}
	return nil
}

// probe builds a folder of the whole tree, whatever its sources leave out.
func (t *tree) probe(object *unstructured.Unstructured) built {
	key := "probe " + hashOf(object.Object["spec"])
	if found, ok := t.builds[key]; ok {
		return found
	}
	if found, ok := t.reused(key); ok {
		t.builds[key] = found
		return found
	}
	made := built{looks: newLooks()}
	objects, err := buildFolder(t.folder, object, nil, made.looks)
	made.objects = objects
	if err != nil {
		made.err = err.Error()
	}
	t.builds[key] = made
	return made
}

// firstSource is the source that the first Kustomization of a folder reads.
func (t *tree) firstSource(folder string) map[string]any {
	probe := &unstructured.Unstructured{Object: map[string]any{"spec": map[string]any{"path": "./" + folder}}}
	made := t.probe(probe)
	if made.err != "" {
		return nil
	}
	objects := made.objects
	for _, object := range objects {
		if own := kustomizationOf(object); own != nil {
			kind, namespace, name := sourceRef(own)
			return map[string]any{"kind": kind, "namespace": namespace, "name": name}
		}
	}
	return nil
}

// entries are the folders with Kustomizations that no other Kustomization brings, and those with ones that it brings.
func (t *tree) entries(all []found) (free, brought map[string]bool) {
	reached := map[string]bool{}
	for _, one := range all {
		probe := &unstructured.Unstructured{Object: map[string]any{"spec": one.object.Object["spec"]}}
		for _, object := range t.probe(probe).objects {
			if own := kustomizationOf(object); own != nil {
				reached[own.GetName()+" "+clean(text(own, "spec", "path"))] = true
			}
		}
	}
	free, brought = map[string]bool{}, map[string]bool{}
	for _, one := range all {
		if reached[one.object.GetName()+" "+clean(text(one.object, "spec", "path"))] {
			brought[one.folder] = true
		} else {
			free[one.folder] = true
		}
	}
	return free, brought
}

// kustomizations are the Kustomizations in all files.
func (t *tree) kustomizations() ([]found, error) {
	all := []found{}
	err := filepath.WalkDir(t.folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !(strings.HasSuffix(path, ".yaml") || strings.HasSuffix(path, ".yml")) {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		folder, _ := filepath.Rel(t.folder, filepath.Dir(path))
		if folder == "." {
			folder = ""
		}
		for _, document := range strings.Split("\n"+string(content), "\n---") {
			body := map[string]any{}
			if yaml.Unmarshal([]byte(document), &body) != nil || body["apiVersion"] == nil || body["kind"] == nil {
				continue
			}
			if own := kustomizationOf(&unstructured.Unstructured{Object: body}); own != nil {
				all = append(all, found{filepath.ToSlash(folder), own})
			}
		}
		return nil
	})
	return all, err
}
