package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	securejoin "github.com/cyphar/filepath-securejoin"
	"github.com/fluxcd/pkg/kustomize"
	securefs "github.com/fluxcd/pkg/kustomize/filesys"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/kustomize/api/konfig"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/api/resmap"
	"sigs.k8s.io/kustomize/api/types"
)

// built is what a Kustomization makes of its folder.
type built struct {
	objects []*unstructured.Unstructured
	err     string
	looks   *looks
}

func (t *tree) hasFolder(folder string) bool {
	found, err := os.Stat(filepath.Join(t.folder, folder))
	return err == nil && found.IsDir()
}

// build makes the objects of a Kustomization, as kustomize-controller does. Equal ones are built once.
func (t *tree) build(one *unit, source *unstructured.Unstructured, vars map[string]map[string]string, lenient bool) built {
	object := one.object
	if one.root && clean(text(object, "spec", "path")) != clean(one.folder) {
		// The trees may be a part of the repository.
		object = object.DeepCopy()
		unstructured.SetNestedField(object.Object, "./"+one.folder, "spec", "path")
	}
	key := hashOf(object.Object["spec"]) + object.GetNamespace() + hashOf(vars) + hashOf(source)
	if lenient {
		key += "lenient"
	}
	if found, ok := t.builds[key]; ok {
		return found
	}
	if found, ok := t.reused(key); ok && (source == nil || source.GetKind() != "ExternalArtifact") {
		t.builds[key] = found
		return found
	}
	made := built{looks: newLooks()}
	folder, err := t.artifact(source)
	if err == nil {
		made.objects, err = buildFolder(folder, object, vars, lenient, made.looks)
	}
	if err != nil {
		made.objects, made.err = nil, strings.ReplaceAll(err.Error(), t.folder, "")
	}
	t.builds[key] = made
	return made
}

// reused is the build of the tree that this one is an edit of, where that looked at none of the files that differ.
func (t *tree) reused(key string) (built, bool) {
	if t.base == nil {
		return built{}, false
	}
	found, ok := t.base.builds[key]
	if !ok || found.err != "" {
		return built{}, false
	}
	for file := range t.edits {
		if filepath.Base(file) == ".sourceignore" || found.looks.sees(file) {
			return built{}, false
		}
	}
	return found, true
}

func buildFolder(root string, object *unstructured.Unstructured, vars map[string]map[string]string, lenient bool, looked *looks) ([]*unstructured.Unstructured, error) {
	folder, err := securejoin.SecureJoin(root, text(object, "spec", "path"))
	if err != nil {
		return nil, err
	}
	if flag(object, "spec", "ignoreMissingComponents") {
		looked.folder(root, root)
	}
	for _, name := range konfig.RecognizedKustomizationFileNames() {
		looked.path(root, filepath.Join(folder, name))
	}
	if found, err := os.Stat(folder); err != nil || !found.IsDir() {
		return nil, errors.New("kustomization path not found")
	}
	generator := kustomize.NewGenerator(root, *object)
	action, err := generator.WriteFile(folder, kustomize.WithSaveOriginalKustomization())
	defer kustomize.CleanDirectory(folder, action)
	if err != nil {
		return nil, err
	}
	if action == kustomize.CreatedAction {
		looked.folder(root, folder)
	}
	disk, err := securefs.MakeFsOnDiskSecure(root)
	if err != nil {
		return nil, err
	}
	made, err := kustomizeBuild(spy{disk, root, looked}, folder)
	if err != nil {
		return nil, err
	}
	objects := []*unstructured.Unstructured{}
	_, substitutes, _ := unstructured.NestedMap(object.Object, "spec", "postBuild")
	unknown, err := unknownValues(made, vars)
	if err != nil {
		return nil, err
	}
	for _, resource := range made.Resources() {
		if resource.GetName() == "" || resource.GetKind() == "" || resource.GetApiVersion() == "" {
			return nil, fmt.Errorf("failed to decode %s", resource.String())
		}
		if substitutes {
			always := text(object, "spec", "postBuild", "substituteStrategy") == "Always"
			if _, err := kustomize.SubstituteVariables(context.Background(), variables{vars: vars, unknown: unknown}, *object, resource, kustomize.SubstituteWithStrict(!lenient), kustomize.SubstituteWithAlways(always)); err != nil {
				return nil, err
			}
		}
		// As kustomize-controller takes it, which is not always what the resource holds: a folded text is written and
		// read again, with a line break more.
		written, err := resource.MarshalJSON()
		if err != nil {
			return nil, err
		}
		made := &unstructured.Unstructured{}
		if err := made.UnmarshalJSON(written); err != nil {
			return nil, err
		}
		if resource.GetGvk().IsClusterScoped() || newClusterScoped[resource.GetKind()] {
			// The API server clears the namespace of an object that has none.
			unstructured.RemoveNestedField(made.Object, "metadata", "namespace")
		}
		objects = append(objects, withMetadata(made, object))
	}
	return objects, nil
}

// newClusterScoped are kinds of Kubernetes that are newer than the schema of kustomize.
var newClusterScoped = map[string]bool{"MutatingAdmissionPolicy": true, "MutatingAdmissionPolicyBinding": true}

// kustomizeBuild is Build of fluxcd/pkg/kustomize. That reads the schema of Kubernetes anew for each build, nine tenths
// of the time, so that the schema of one build does not reach the next; builds before the first that reads one go without.
func kustomizeBuild(disk spy, folder string) (made resmap.ResMap, err error) {
	if schemas {
		return kustomize.Build(disk, folder)
	}
	defer func() {
		if panicked := recover(); panicked != nil {
			err = fmt.Errorf("recovered from kustomize build panic: %v", panicked)
		}
	}()
	options := &krusty.Options{LoadRestrictions: types.LoadRestrictionsNone, PluginConfig: types.DisabledPluginConfig()}
	return krusty.MakeKustomizer(options).Run(disk, folder)
}

// withMetadata adds the labels and annotations that a Kustomization gives to all its objects.
func withMetadata(made, object *unstructured.Unstructured) *unstructured.Unstructured {
	for _, kind := range []string{"labels", "annotations"} {
		common, ok, _ := unstructured.NestedStringMap(object.Object, "spec", "commonMetadata", kind)
		if !ok || len(common) == 0 {
			continue
		}
		all, _, _ := unstructured.NestedStringMap(made.Object, "metadata", kind)
		if all == nil {
			all = map[string]string{}
		}
		for key, value := range common {
			all[key] = value
		}
		unstructured.SetNestedStringMap(made.Object, all, "metadata", kind)
	}
	return made
}

// variables gives the ConfigMaps and Secrets that a Kustomization takes its variables from, by kind and name. Those
// without data are not in the repository: they hold what is asked for and nobody else has.
type variables struct {
	client.Client
	vars    map[string]map[string]string
	unknown map[string]string
}

func (v variables) Get(_ context.Context, key client.ObjectKey, into client.Object, _ ...client.GetOption) error {
	config, isConfig := into.(*corev1.ConfigMap)
	secret, isSecret := into.(*corev1.Secret)
	kind := "ConfigMap"
	if isSecret {
		kind = "Secret"
	}
	found, ok := v.vars[kind+"/"+key.Name]
	if !ok || !(isConfig || isSecret) {
		return fmt.Errorf("%s %w", key.Name, errUnknown)
	}
	if found == nil {
		found = v.unknown
	}
	if isConfig {
		config.Data = found
		return nil
	}
	secret.Data = map[string][]byte{}
	for name, value := range found {
		secret.Data[name] = []byte(value)
	}
	return nil
}

var errUnknown = errors.New("is not in the repository")

var variableName = regexp.MustCompile(`\$\{([_A-Za-z][_A-Za-z0-9]*)`)

// unknownValues are stand-ins for the variables of some objects that nobody in the repository has.
func unknownValues(made resmap.ResMap, vars map[string]map[string]string) (map[string]string, error) {
	values := map[string]string{}
	for _, one := range made.Resources() {
		body, err := one.AsYAML()
		if err != nil {
			return nil, err
		}
		for _, found := range variableName.FindAllStringSubmatch(string(body), -1) {
			values[found[1]] = "unknown-" + found[1]
		}
	}
	for _, data := range vars {
		for name := range data {
			delete(values, name)
		}
	}
	return values, nil
}

// variables are the data of a Kustomization's substituteFrom, or why they cannot be had. What the first tree takes and
// does not make is there by other means.
func (w *world) variables(one *unit) (map[string]map[string]string, string) {
	from, _, _ := unstructured.NestedSlice(one.object.Object, "spec", "postBuild", "substituteFrom")
	found := map[string]map[string]string{}
	for _, each := range from {
		reference, _ := each.(map[string]any)
		kind, _ := reference["kind"].(string)
		name, _ := reference["name"].(string)
		optional, _ := reference["optional"].(bool)
		key := one.host + "|/" + kind + "/" + one.object.GetNamespace() + "/" + name
		object, ok := w.objects[key]
		switch {
		case ok:
			found[kind+"/"+name] = dataOf(object.body)
		case w.assumes || w.assumed[key]:
			w.assumed[key] = true
			found[kind+"/"+name] = nil
		case optional:
			found[kind+"/"+name] = map[string]string{}
		default:
			return nil, fmt.Sprintf("variables of %s %s are not in the repository", kind, name)
		}
	}
	return found, ""
}

// dataOf is the data of a ConfigMap, or a stand-in for each value of a Secret.
func dataOf(object *unstructured.Unstructured) map[string]string {
	if object.GetKind() == "ConfigMap" {
		found, _, _ := unstructured.NestedStringMap(object.Object, "data")
		if found == nil {
			found = map[string]string{}
		}
		return found
	}
	hidden := map[string]string{}
	for _, field := range []string{"data", "stringData"} {
		values, _, _ := unstructured.NestedMap(object.Object, field)
		for name := range values {
			hidden[name] = "hidden-" + name
		}
	}
	return hidden
}
