// The oracle of the kustomize engine: builds folders as kustomize-controller does, with the libraries that it uses.
//
// It reads lines of JSON from its first argument and writes a line of JSON for each: the objects, or the error.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"github.com/fluxcd/pkg/kustomize"
	securefs "github.com/fluxcd/pkg/kustomize/filesys"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/api/resmap"
	"sigs.k8s.io/kustomize/api/types"
)

// request is a tree of files with the Kustomization that builds a folder of it.
type request struct {
	ID string `json:"id"`
	// Root is a folder on disk; else Files are written to one.
	Root  string            `json:"root"`
	Files map[string]string `json:"files"`
	Path  string            `json:"path"`
	Spec  map[string]any    `json:"spec"`
	// Strict fails the build for a variable that is not set.
	Strict     bool                         `json:"strict"`
	ConfigMaps map[string]map[string]string `json:"configMaps"`
	// Schema says that the tree brings a schema of its own.
	Schema bool `json:"schema"`
	// Repeat builds so many times, for timing.
	Repeat int `json:"repeat"`
}

type response struct {
	ID      string            `json:"id"`
	Objects []json.RawMessage `json:"objects,omitempty"`
	Error   string            `json:"error,omitempty"`
	// Micros is the time on processors that the build took.
	Micros int64 `json:"micros"`
}

// usedMicros is the time on processors of this process so far.
func usedMicros() int64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	return usage.Utime.Sec*1e6 + int64(usage.Utime.Usec) + usage.Stime.Sec*1e6 + int64(usage.Stime.Usec)
}

func main() {
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	defer out.Close()
	lines := bufio.NewScanner(in)
	lines.Buffer(make([]byte, 1<<20), 1<<28)
	results := bufio.NewWriter(out)
	encoder := json.NewEncoder(results)
	for lines.Scan() {
		var req request
		if err := json.Unmarshal(lines.Bytes(), &req); err != nil {
			return err
		}
		if err := encoder.Encode(answer(req)); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil {
		return err
	}
	return results.Flush()
}

// answer builds a request's folder in a copy of its tree, as the build writes a list into it.
func answer(req request) response {
	res := response{ID: req.ID}
	for i := 0; i <= req.Repeat; i++ {
		root, err := os.MkdirTemp("", "oracle-")
		if err != nil {
			return response{ID: req.ID, Error: "oracle: " + err.Error()}
		}
		defer os.RemoveAll(root)
		if err := writeTree(root, req); err != nil {
			return response{ID: req.ID, Error: "oracle: " + err.Error()}
		}
		start := usedMicros()
		objects, err := build(root, req)
		took := usedMicros() - start
		if i == 0 || took < res.Micros {
			res.Micros = took
		}
		if err != nil {
			res.Error = err.Error()
		}
		res.Objects = objects
	}
	return res
}

func writeTree(root string, req request) error {
	if req.Root != "" {
		return os.CopyFS(root, os.DirFS(req.Root))
	}
	for path, content := range req.Files {
		full := filepath.Join(root, path)
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(full, []byte(content), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// build follows generate and build of kustomize-controller's reconciler.
func build(root string, req request) ([]json.RawMessage, error) {
	spec := req.Spec
	if spec == nil {
		spec = map[string]any{}
	}
	owner := unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "kustomize.toolkit.fluxcd.io/v1",
		"kind":       "Kustomization",
		"metadata":   map[string]any{"name": "oracle", "namespace": "flux-system"},
		"spec":       spec,
	}}
	dir := filepath.Join(root, req.Path)
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return nil, fmt.Errorf("kustomization path not found: %s", req.Path)
	}
	if _, err := kustomize.NewGenerator(root, owner).WriteFile(dir); err != nil {
		return nil, err
	}
	m, err := secureBuild(root, dir, req)
	if err != nil {
		return nil, fmt.Errorf("kustomize build failed: %w", err)
	}
	_, substitutes := spec["postBuild"]
	always := false
	if postBuild, ok := spec["postBuild"].(map[string]any); ok {
		always = postBuild["substituteStrategy"] == "Always"
	}
	for _, res := range m.Resources() {
		if res.GetName() == "" || res.GetKind() == "" || res.GetApiVersion() == "" {
			return nil, fmt.Errorf("failed to decode Kubernetes apiVersion, kind and name from: %v", res.String())
		}
		if !substitutes {
			continue
		}
		changed, err := kustomize.SubstituteVariables(context.Background(), configMaps{data: req.ConfigMaps}, owner, res,
			kustomize.SubstituteWithStrict(req.Strict), kustomize.SubstituteWithAlways(always))
		if err != nil {
			return nil, fmt.Errorf("post build failed for '%s/%s': %w", res.GetGvk(), res.GetName(), err)
		}
		if changed != nil {
			if _, err = m.Replace(res); err != nil {
				return nil, err
			}
		}
	}
	if _, err := m.AsYaml(); err != nil {
		return nil, fmt.Errorf("kustomize build failed: %w", err)
	}
	var objects []json.RawMessage
	for _, res := range m.Resources() {
		b, err := res.MarshalJSON()
		if err != nil {
			return nil, err
		}
		objects = append(objects, b)
	}
	return objects, nil
}

// secureBuild is SecureBuild of fluxcd/pkg/kustomize. That reads the schema of Kubernetes anew for each build, nine tenths
// of the time, so that the schema of one build does not reach the next; builds that bring none go without, unless they
// are timed.
func secureBuild(root, dir string, req request) (resmap.ResMap, error) {
	if req.Schema || req.Repeat > 0 {
		return kustomize.SecureBuild(root, dir, false)
	}
	fs, err := securefs.MakeFsOnDiskSecure(root)
	if err != nil {
		return nil, err
	}
	options := &krusty.Options{
		LoadRestrictions: types.LoadRestrictionsNone,
		PluginConfig:     types.DisabledPluginConfig(),
	}
	return recovered(func() (resmap.ResMap, error) { return krusty.MakeKustomizer(options).Run(fs, dir) })
}

// recovered makes an error of a panic, as Build does.
func recovered(run func() (resmap.ResMap, error)) (m resmap.ResMap, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("recovered from kustomize build panic: %v", r)
		}
	}()
	return run()
}

// configMaps is a client that knows nothing but ConfigMaps.
type configMaps struct {
	client.Client
	data map[string]map[string]string
}

func (c configMaps) Get(_ context.Context, key client.ObjectKey, obj client.Object, _ ...client.GetOption) error {
	data, ok := c.data[key.Name]
	if into, isConfigMap := obj.(*corev1.ConfigMap); isConfigMap && ok {
		into.Data = data
		return nil
	}
	return apierrors.NewNotFound(schema.GroupResource{Resource: "configmaps"}, key.Name)
}
