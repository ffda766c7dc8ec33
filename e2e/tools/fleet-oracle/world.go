package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"sort"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

const (
	kustomizeGroup = "kustomize.toolkit.fluxcd.io"
	sourceGroup    = "source.toolkit.fluxcd.io"
	operatorGroup  = "fluxcd.controlplane.io"
)

// live is an object on a cluster.
type live struct {
	cluster string
	object  string
	hash    string
	body    *unstructured.Unstructured
}

// unit is a Kustomization that lives on a cluster.
type unit struct {
	host      string
	target    string
	root      bool
	folder    string
	object    *unstructured.Unstructured
	inventory map[string]bool
	err       string
	last      string
}

// world is all clusters with their Kustomizations and objects.
type world struct {
	roots   map[string]string
	units   map[string]*unit
	objects map[string]live
	// ConfigMaps and Secrets that are there although the trees do not have them, and whether more of them are.
	assumed map[string]bool
	assumes bool
}

func newWorld(roots map[string]string) *world {
	return &world{roots: roots, units: map[string]*unit{}, objects: map[string]live{}, assumed: map[string]bool{}}
}

// begin settles the first tree. What its variables come from and nothing of it makes is there by other means.
func (w *world) begin(t *tree) {
	w.settle(t)
	w.assumes = true
	w.settle(t)
	w.assumes = false
}

func (w *world) snapshot() map[string]live {
	taken := make(map[string]live, len(w.objects))
	for key, one := range w.objects {
		taken[key] = one
	}
	return taken
}

// rounds is more than the depth of any chain of Kustomizations and variables.
const rounds = 30

// settle lets Flux reconcile one tree until nothing changes.
func (w *world) settle(t *tree) {
	for cluster, folder := range w.roots {
		if _, ok := w.units[rootKey(cluster)]; !ok && t.hasFolder(folder) && (t.roots == nil || t.roots[cluster]) {
			w.units[rootKey(cluster)] = w.newRoot(t, cluster, folder)
		}
	}
	for _, one := range w.units {
		one.last = ""
	}
	for round := 0; round < rounds; round++ {
		changed := false
		for _, key := range sortedKeys(w.units) {
			if one, ok := w.units[key]; ok && w.reconcile(t, key, one) {
				changed = true
			}
		}
		if !changed {
			return
		}
	}
}

// broken are the Kustomizations that fail although a file in their folder holds others.
func (w *world) broken(t *tree) ([]string, error) {
	all, err := t.kustomizations()
	if err != nil {
		return nil, err
	}
	found := []string{}
	for _, key := range sortedKeys(w.units) {
		one := w.units[key]
		folder := clean(text(one.object, "spec", "path"))
		if one.err == "" || one.err == "suspended" {
			continue
		}
		for _, other := range all {
			if strings.HasPrefix(other.file, prefixOf(folder)) {
				found = append(found, key)
				break
			}
		}
	}
	return found, nil
}

func rootKey(cluster string) string { return cluster + "|" }

// newRoot is the Kustomization that follows a cluster's folder: the one in it, or what flux bootstrap makes.
func (w *world) newRoot(t *tree, cluster, folder string) *unit {
	object := &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": kustomizeGroup + "/v1", "kind": "Kustomization",
		"metadata": map[string]any{"name": "flux-system", "namespace": "flux-system"},
		"spec": map[string]any{
			"path": "./" + folder, "prune": true,
			"sourceRef": map[string]any{"kind": "GitRepository", "name": "flux-system"},
		},
	}}
	if own := t.ownRoot(folder); own != nil {
		object = own
	} else if first := t.firstSource(folder); first != nil {
		// Who applies the folder by hand takes the source that its Kustomizations read.
		unstructured.SetNestedMap(object.Object, first, "spec", "sourceRef")
	}
	return &unit{host: cluster, target: cluster, root: true, folder: folder, object: object, inventory: map[string]bool{}}
}

// reconcile lets one Kustomization build, apply and prune. It says whether anything came of it.
func (w *world) reconcile(t *tree, key string, one *unit) bool {
	if flag(one.object, "spec", "suspend") {
		one.err = "suspended"
		return false
	}
	source, known := w.sourceOf(one)
	if !known {
		return false
	}
	vars, varErr := w.variables(one)
	state := hashOf(one.object.Object["spec"]) + hashOf(source) + hashOf(vars) + varErr
	if one.last == state {
		return false
	}
	one.last = state
	if varErr != "" {
		one.err = varErr
		return true
	}
	made := t.build(one, source, vars, t.lenient(w.rootOf(one.host).folder))
	one.err = made.err
	if made.err != "" {
		return true
	}
	w.apply(t, key, one, made.objects)
	return true
}

func (w *world) apply(t *tree, key string, one *unit, objects []*unstructured.Unstructured) {
	inventory := map[string]bool{}
	for _, object := range objects {
		name := objectName(object)
		id := one.target + "|" + name
		inventory[id] = true
		if skipsApply(object, w.has(id)) {
			continue
		}
		w.objects[id] = live{one.target, name, hashOf(object.Object), object}
		w.adopt(one, object)
	}
	gone := []string{}
	for id := range one.inventory {
		if !inventory[id] {
			gone = append(gone, id)
		}
	}
	sort.Strings(gone)
	one.inventory = inventory
	if flag(one.object, "spec", "prune") {
		for _, id := range gone {
			w.prune(id)
		}
	}
}

func (w *world) has(id string) bool { _, ok := w.objects[id]; return ok }

// adopt takes a Kustomization that was applied among those that live.
func (w *world) adopt(parent *unit, object *unstructured.Unstructured) {
	object = kustomizationOf(object)
	if object == nil {
		return
	}
	key := parent.target + "|" + object.GetNamespace() + "/" + object.GetName()
	// A root that is in its own folder is the one that is followed already.
	if root, ok := w.units[rootKey(parent.target)]; ok && root.object.GetName() == object.GetName() && root.object.GetNamespace() == object.GetNamespace() {
		if clean(text(object, "spec", "path")) == clean(root.folder) || strings.HasSuffix(clean(text(object, "spec", "path")), "/"+clean(root.folder)) {
			root.object = object
		}
		return
	}
	target := parent.target
	if remote := kubeConfig(object); remote != "" {
		target = remoteName(parent.target, object.GetNamespace(), remote)
	}
	if known, ok := w.units[key]; ok {
		known.object = object
		if known.target != target {
			known.target, known.inventory, known.last = target, map[string]bool{}, ""
		}
		return
	}
	w.units[key] = &unit{host: parent.target, target: target, object: object, inventory: map[string]bool{}}
}

// prune deletes an object that its Kustomization no longer has, and what a Kustomization's finalizer deletes with it.
func (w *world) prune(id string) {
	object, ok := w.objects[id]
	if !ok || marked(object.body, kustomizeGroup+"/prune", "disabled") || w.isOwned(id) {
		return
	}
	delete(w.objects, id)
	if object.body.GetKind() == "Namespace" && group(object.body) == "" {
		w.empty(object.cluster, object.body.GetName())
	}
	own := kustomizationOf(object.body)
	if own == nil {
		return
	}
	w.finalize(object.cluster + "|" + own.GetNamespace() + "/" + own.GetName())
}

func (w *world) finalize(key string) {
	one, ok := w.units[key]
	if !ok {
		return
	}
	delete(w.units, key)
	policy := text(one.object, "spec", "deletionPolicy")
	prunes := policy == "Delete" || policy == "WaitForTermination" || (policy != "Orphan" && flag(one.object, "spec", "prune"))
	if !prunes || flag(one.object, "spec", "suspend") {
		return
	}
	for _, id := range sortedKeys(one.inventory) {
		w.prune(id)
	}
}

// empty deletes what is in a namespace that goes.
func (w *world) empty(cluster, namespace string) {
	for _, id := range sortedKeys(w.objects) {
		one, ok := w.objects[id]
		if !ok || one.cluster != cluster || one.body.GetNamespace() != namespace {
			continue
		}
		delete(w.objects, id)
		if own := kustomizationOf(one.body); own != nil {
			w.finalize(cluster + "|" + own.GetNamespace() + "/" + own.GetName())
		}
	}
}

// isOwned says whether a Kustomization still has an object in its inventory.
func (w *world) isOwned(id string) bool {
	for _, one := range w.units {
		if one.inventory[id] {
			return true
		}
	}
	return false
}

// sourceOf is the source of a Kustomization, if it is this repository. The root's own source need not be in the tree.
func (w *world) sourceOf(one *unit) (*unstructured.Unstructured, bool) {
	kind, namespace, name := sourceRef(one.object)
	if w.rootOf(one.host) == one {
		return w.objects[one.host+"|"+sourceGroup+"/"+kind+"/"+namespace+"/"+name].body, true
	}
	return w.source(one.host, kind, namespace, name)
}

func (w *world) source(host, kind, namespace, name string) (*unstructured.Unstructured, bool) {
	if kind == "ExternalArtifact" {
		return w.generated(host, namespace, name)
	}
	root := w.rootOf(host)
	source, found := w.objects[host+"|"+sourceGroup+"/"+kind+"/"+namespace+"/"+name]
	rootKind, rootNamespace, rootName := sourceRef(root.object)
	if kind == rootKind && namespace == rootNamespace && name == rootName {
		return source.body, true
	}
	if !found {
		return nil, false
	}
	own, ok := w.objects[root.host+"|"+sourceGroup+"/"+rootKind+"/"+rootNamespace+"/"+rootName]
	if !ok {
		return nil, false
	}
	return source.body, address(source.body) != "" && address(source.body) == address(own.body)
}

// rootOf is the root of a cluster, or of the cluster whose Flux brought its Kustomizations.
func (w *world) rootOf(host string) *unit {
	for {
		if root, ok := w.units[rootKey(host)]; ok {
			return root
		}
		slash := strings.LastIndex(host, "/")
		if slash < 0 {
			return &unit{object: &unstructured.Unstructured{Object: map[string]any{}}}
		}
		host = host[:slash]
	}
}

func hashOf(value any) string {
	if object, ok := value.(*unstructured.Unstructured); ok {
		if object == nil {
			return ""
		}
		value = object.Object["spec"]
	}
	bytes, err := json.Marshal(value)
	if err != nil {
		return err.Error()
	}
	sum := sha256.Sum256(bytes)
	return hex.EncodeToString(sum[:8])
}

func sortedKeys[T any](of map[string]T) []string {
	keys := make([]string, 0, len(of))
	for key := range of {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}
