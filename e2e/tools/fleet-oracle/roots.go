package main

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"
)

// found is a Kustomization as it stands in a file.
type found struct {
	folder string
	file   string
	object *unstructured.Unstructured
}

// findRoots finds the clusters of two trees: folders with a Kustomization that leads to them, as it is built, and those
// that a FluxInstance names; without any, the folders with Kustomizations that no other one brings.
func findRoots(trees ...*tree) (map[string]string, error) {
	roots := map[string]string{}
	for _, t := range trees {
		t.roots = map[string]bool{}
		all, err := t.kustomizations()
		if err != nil {
			return nil, err
		}
		for _, folder := range t.candidates(all) {
			if own := t.ownRoot(folder); own != nil {
				t.root(roots, folder)
			}
		}
		for _, one := range all {
			folder := clean(text(one.object, "spec", "path"))
			if one.object.GetName() != "flux-system" || kubeConfig(one.object) != "" || !t.hasFolder(folder) {
				continue
			}
			// The whole tree may be the folder of a single cluster.
			isWhole := folder == "" && !strings.Contains(one.folder, "/")
			if isWhole || (folder != "" && strings.HasPrefix(one.folder+"/", folder+"/")) {
				t.root(roots, folder)
			}
		}
	}
	for _, t := range trees {
		for _, folder := range t.selfManaged(roots) {
			delete(roots, clusterOf(folder))
			delete(t.roots, clusterOf(folder))
		}
		followed, err := t.followed()
		if err != nil {
			return nil, err
		}
		for _, folder := range followed {
			if !isWithin(folder, roots) {
				t.root(roots, folder)
			}
		}
	}
	// A file that another Kustomization brings in one of the trees is no entry: it may have been unlisted.
	entries, brought := []map[string]bool{}, map[string]bool{}
	for _, t := range trees {
		all, err := t.kustomizations()
		if err != nil {
			return nil, err
		}
		free, reached := t.entries(all)
		entries = append(entries, free)
		for folder := range reached {
			brought[folder] = true
		}
	}
	applied, err := appliedFolders(trees)
	if err != nil {
		return nil, err
	}
	visible := len(roots) > 0
	for _, some := range entries {
		for folder := range some {
			visible = visible || !isHidden(folder)
		}
	}
	for _, clusters := range []bool{true, false} {
		if !clusters && len(roots) > 0 {
			// Files beside the folders of clusters are not used, or not any more.
			return roots, nil
		}
		for at, t := range trees {
			for _, folder := range sortedKeys(entries[at]) {
				isCluster := strings.Contains("/"+folder+"/", "/clusters/") && !isBeside(folder, roots)
				if (!clusters && isCovered(folder, applied)) || (visible && isHidden(folder)) {
					continue
				}
				if isCluster == clusters && !brought[folder] && !t.within(folder, entries) {
					t.root(roots, folder)
				}
			}
		}
	}
	if len(roots) > 0 {
		return roots, nil
	}
	for _, t := range trees {
		for _, folder := range t.overlays() {
			t.root(roots, folder)
		}
	}
	return roots, nil
}

// selfManaged are the roots whose Kustomization the root of the whole tree brings: it applies its own manifest again.
func (t *tree) selfManaged(roots map[string]string) []string {
	if _, ok := roots["all"]; !ok {
		return nil
	}
	// Without a list, Flux applies all that is there. The build of the whole may fail for what a source leaves out.
	_, err := os.Stat(filepath.Join(t.folder, "kustomization.yaml"))
	takesAll := os.IsNotExist(err)
	whole := &unstructured.Unstructured{Object: map[string]any{"spec": map[string]any{"path": "./"}}}
	found := []string{}
	for _, folder := range roots {
		if folder != "" && t.hasFolder(folder) && (takesAll || t.probe(whole).looks.reads(folder)) {
			if own := t.ownRoot(folder); own == nil || own.GetName() != "flux-system" {
				found = append(found, folder)
			}
		}
	}
	return found
}

// followed are the folders that the FluxInstances of Helm releases follow.
func (t *tree) followed() ([]string, error) {
	releases, err := t.objects(func(object *unstructured.Unstructured) bool {
		return group(object) == "helm.toolkit.fluxcd.io" && object.GetKind() == "HelmRelease"
	})
	if err != nil {
		return nil, err
	}
	folders := []string{}
	for _, one := range releases {
		sync := []string{"spec", "values", "instance", "sync"}
		folder := clean(text(one.object, append(sync, "path")...))
		if folder != "" && text(one.object, append(sync, "url")...) != "" && t.hasFolder(folder) {
			folders = append(folders, folder)
		}
	}
	return folders, nil
}

// appliedFolders are the folders that Kustomizations apply from elsewhere.
func appliedFolders(trees []*tree) (map[string]bool, error) {
	applied := map[string]bool{}
	for _, t := range trees {
		all, err := t.kustomizations()
		if err != nil {
			return nil, err
		}
		for _, one := range all {
			folder := clean(text(one.object, "spec", "path"))
			if folder != "" && t.hasFolder(folder) && !strings.HasPrefix(one.file, folder+"/") {
				applied[folder] = true
			}
		}
	}
	return applied, nil
}

// isCovered says whether a folder is within one that is applied, which then leaves it out on purpose.
func isCovered(folder string, applied map[string]bool) bool {
	for above := path.Dir(folder); above != "."; above = path.Dir(above) {
		if applied[above] {
			return true
		}
	}
	return false
}

// isHidden says whether a folder is out of sight, as archives are.
func isHidden(folder string) bool {
	return strings.Contains("/"+folder, "/.")
}

// isWithin says whether a folder is a root's or in one.
func isWithin(folder string, roots map[string]string) bool {
	for _, root := range roots {
		if strings.HasPrefix(folder+"/", prefixOf(root)) {
			return true
		}
	}
	return false
}

// isBeside says whether a folder is in one of the roots', or the other way round.
func isBeside(folder string, roots map[string]string) bool {
	for _, root := range roots {
		if strings.HasPrefix(folder+"/", root+"/") || strings.HasPrefix(root+"/", folder+"/") {
			return true
		}
	}
	return false
}

// within says whether the build of an entry above a folder brings the Kustomizations of that.
func (t *tree) within(folder string, entries []map[string]bool) bool {
	for above := path.Dir(folder); above != "."; above = path.Dir(above) {
		for _, some := range entries {
			if !some[above] {
				continue
			}
			probe := &unstructured.Unstructured{Object: map[string]any{"spec": map[string]any{"path": "./" + above}}}
			if _, looks := t.probe(probe).objects, t.probe(probe).looks; looks.reads(folder) {
				return true
			}
		}
	}
	return false
}

// root takes a folder of a tree for one that a cluster follows.
func (t *tree) root(roots map[string]string, folder string) {
	roots[clusterOf(folder)] = folder
	t.roots[clusterOf(folder)] = true
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

// candidates are the folders with a list, and those that a Kustomization flux-system, or one within them, leads to.
func (t *tree) candidates(all []found) []string {
	folders := map[string]bool{}
	for _, one := range all {
		folder := clean(text(one.object, "spec", "path"))
		if one.object.GetName() == "flux-system" || strings.HasPrefix(one.file, folder+"/") {
			folders[folder] = true
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
	objects, err := buildFolder(t.folder, object, nil, false, made.looks)
	made.objects = objects
	if err != nil {
		made.err = err.Error()
	}
	t.builds[key] = made
	return made
}

var (
	strictGate      = regexp.MustCompile(`StrictPostBuildSubstitutions=(true|false)`)
	controllerImage = regexp.MustCompile(`kustomize-controller:v?(\d+)\.(\d+)`)
)

// lenient says whether the controller that a root brings takes a variable that is not set for empty: it is older than
// 1.9, or its feature gate says so.
func (t *tree) lenient(folder string) bool {
	probe := &unstructured.Unstructured{Object: map[string]any{"spec": map[string]any{"path": "./" + folder}}}
	for _, object := range t.probe(probe).objects {
		if object.GetKind() != "Deployment" || object.GetName() != "kustomize-controller" {
			continue
		}
		text, err := object.MarshalJSON()
		if err != nil {
			return false
		}
		if gate := strictGate.FindSubmatch(text); gate != nil {
			return string(gate[1]) == "false"
		}
		if version := controllerImage.FindSubmatch(text); version != nil {
			major, _ := strconv.Atoi(string(version[1]))
			minor, _ := strconv.Atoi(string(version[2]))
			return major < 1 || (major == 1 && minor < 9)
		}
	}
	return false
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

// findStart is the folder of the tree in which Kustomizations' paths start, where an OCI artifact holds that folder alone.
func (t *tree) findStart() (string, error) {
	all, err := t.kustomizations()
	if err != nil {
		return "", err
	}
	direct, votes := 0, map[string]int{}
	for _, one := range all {
		path := clean(text(one.object, "spec", "path"))
		if path == "" || text(one.object, "spec", "sourceRef", "kind") == "ExternalArtifact" {
			continue
		}
		if t.hasFolder(path) {
			direct++
			continue
		}
		for folder := one.folder; folder != "" && folder != "."; folder = filepath.ToSlash(filepath.Dir(folder)) {
			if t.hasFolder(folder + "/" + path) {
				votes[folder]++
			}
		}
	}
	best := ""
	for _, folder := range sortedKeys(votes) {
		if votes[folder] > direct && (best == "" || votes[folder] > votes[best]) {
			best = folder
		}
	}
	return best, nil
}

// entries are the folders with Kustomizations that no other Kustomization brings, and those with ones that it brings.
func (t *tree) entries(all []found) (free, brought map[string]bool) {
	reached := map[string]bool{}
	for _, one := range all {
		probe := &unstructured.Unstructured{Object: map[string]any{"spec": one.object.DeepCopy().Object["spec"]}}
		// Where variables come from is not known yet.
		unstructured.RemoveNestedField(probe.Object, "spec", "postBuild")
		made := t.probe(probe)
		for _, object := range made.objects {
			if kustomizationOf(object) != nil {
				for file := range made.looks.paths {
					reached[file] = true
				}
				break
			}
		}
	}
	free, brought = map[string]bool{}, map[string]bool{}
	for _, one := range all {
		if reached[one.file] {
			brought[one.folder] = true
		} else {
			free[one.folder] = true
		}
	}
	return free, brought
}

// kustomizations are the Kustomizations in all files.
func (t *tree) kustomizations() ([]found, error) {
	all, err := t.objects(func(object *unstructured.Unstructured) bool { return kustomizationOf(object) != nil })
	for at, one := range all {
		all[at].object = kustomizationOf(one.object)
	}
	return all, err
}

// objects are the objects in all files that a function takes.
func (t *tree) objects(takes func(*unstructured.Unstructured) bool) ([]found, error) {
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
			// Parsing all files of a large repository would take most of the time.
			if !strings.Contains(document, "fluxcd") {
				continue
			}
			body := map[string]any{}
			if yaml.Unmarshal([]byte(document), &body) != nil || body["apiVersion"] == nil || body["kind"] == nil {
				continue
			}
			if object := (&unstructured.Unstructured{Object: body}); takes(object) {
				file, _ := filepath.Rel(t.folder, path)
				all = append(all, found{filepath.ToSlash(folder), filepath.ToSlash(file), object})
			}
		}
		return nil
	})
	return all, err
}
