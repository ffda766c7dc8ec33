package main

import (
	"path"
	"regexp"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

func group(object *unstructured.Unstructured) string {
	return object.GroupVersionKind().Group
}

func objectName(object *unstructured.Unstructured) string {
	return group(object) + "/" + object.GetKind() + "/" + object.GetNamespace() + "/" + object.GetName()
}

func text(object *unstructured.Unstructured, fields ...string) string {
	found, _, _ := unstructured.NestedString(object.Object, fields...)
	return found
}

func flag(object *unstructured.Unstructured, fields ...string) bool {
	found, _, _ := unstructured.NestedBool(object.Object, fields...)
	return found
}

func clean(folder string) string {
	return strings.Trim(path.Clean("/"+folder), "/")
}

// kustomizationOf is a Kustomization itself, or the one that Flux Operator makes for a FluxInstance.
func kustomizationOf(object *unstructured.Unstructured) *unstructured.Unstructured {
	switch {
	case group(object) == kustomizeGroup && object.GetKind() == "Kustomization":
		return object
	case group(object) == operatorGroup && object.GetKind() == "FluxInstance" && text(object, "spec", "sync", "path") != "":
		name := text(object, "spec", "sync", "name")
		if name == "" {
			name = "flux-system"
		}
		return &unstructured.Unstructured{Object: map[string]any{
			"apiVersion": kustomizeGroup + "/v1", "kind": "Kustomization",
			"metadata": map[string]any{"name": name, "namespace": object.GetNamespace()},
			"spec": map[string]any{
				"path": text(object, "spec", "sync", "path"), "prune": true,
				"sourceRef": map[string]any{"kind": text(object, "spec", "sync", "kind"), "name": name},
			},
		}}
	}
	return nil
}

func kubeConfig(object *unstructured.Unstructured) string {
	if name := text(object, "spec", "kubeConfig", "secretRef", "name"); name != "" {
		return name
	}
	return text(object, "spec", "kubeConfig", "configMapRef", "name")
}

// remoteName names a cluster by the kubeconfig that leads to it.
func remoteName(host, namespace, secret string) string {
	name := strings.TrimSuffix(strings.TrimSuffix(secret, "-kubeconfig"), "-kube-config")
	if name == namespace {
		return host + "/" + name
	}
	return host + "/" + namespace + "/" + name
}

func sourceRef(object *unstructured.Unstructured) (kind, namespace, name string) {
	kind, namespace, name = text(object, "spec", "sourceRef", "kind"), text(object, "spec", "sourceRef", "namespace"), text(object, "spec", "sourceRef", "name")
	if namespace == "" {
		namespace = object.GetNamespace()
	}
	return kind, namespace, name
}

func address(source *unstructured.Unstructured) string {
	url := strings.TrimSuffix(strings.TrimRight(text(source, "spec", "url"), "/"), ".git")
	// A repository is the same by SSH and HTTPS.
	url = regexp.MustCompile(`^(ssh|https?)://([^/@]*@)?`).ReplaceAllString(url, "")
	return strings.ToLower(url)
}

// marked says whether a label or annotation of an object has a value, whatever its case.
func marked(object *unstructured.Unstructured, key, value string) bool {
	return strings.EqualFold(object.GetLabels()[key], value) || strings.EqualFold(object.GetAnnotations()[key], value)
}

// skipsApply says whether a mark keeps Flux from applying an object.
func skipsApply(object *unstructured.Unstructured, isThere bool) bool {
	if marked(object, kustomizeGroup+"/reconcile", "disabled") || marked(object, kustomizeGroup+"/ssa", "ignore") {
		return true
	}
	return isThere && marked(object, kustomizeGroup+"/ssa", "ifnotpresent")
}
