package main

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"text/template"

	"github.com/Masterminds/semver/v3"
	"github.com/bmatcuk/doublestar/v4"
	"github.com/fluxcd/pkg/envsubst"
	fluxcel "github.com/fluxcd/pkg/runtime/cel"
	slimsprig "github.com/go-task/slim-sprig/v3"
	"github.com/google/cel-go/common/types"
	"github.com/robfig/cron/v3"
	jsonpatch "gopkg.in/evanphx/json-patch.v4"
	"helm.sh/helm/v4/pkg/strvals"
	"k8s.io/apimachinery/pkg/labels"
	"sigs.k8s.io/kustomize/api/builtins"
	"sigs.k8s.io/kustomize/api/provider"
	"sigs.k8s.io/kustomize/api/resmap"
	"sigs.k8s.io/yaml"
)

var languages = map[string]language{
	"semver-range": {"github.com/Masterminds/semver/v3", func(text string) error {
		_, err := semver.NewConstraint(text)
		return err
	}},
	"regexp": {"", func(text string) error {
		_, err := regexp.Compile(text)
		return err
	}},
	"anchored-regexp": {"", func(text string) error {
		if text == "" {
			return nil
		}
		_, err := regexp.Compile("^(?:" + text + ")$")
		return err
	}},
	"cel": {"github.com/google/cel-go", func(text string) error {
		_, err := fluxcel.NewExpression(text)
		return err
	}},
	"cel-bool": {"github.com/google/cel-go", func(text string) error {
		_, err := fluxcel.NewExpression(text, fluxcel.WithCompile(), fluxcel.WithOutputType(types.BoolType),
			fluxcel.WithStructVariables("self", "dep"))
		return err
	}},
	"cel-string": {"github.com/google/cel-go", func(text string) error {
		_, err := fluxcel.NewExpression(text, fluxcel.WithCompile(), fluxcel.WithOutputType(types.StringType),
			fluxcel.WithStructVariables("event", "alert", "provider"))
		return err
	}},
	"label-selector": {"k8s.io/apimachinery", func(text string) error {
		_, err := labels.Parse(text)
		return err
	}},
	"cron": {"github.com/robfig/cron/v3", func(text string) error {
		_, err := cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow | cron.Descriptor).Parse(text)
		return err
	}},
	"envsubst": {"github.com/fluxcd/pkg/envsubst", func(text string) error {
		_, err := envsubst.Parse(text)
		return err
	}},
	// The pattern of the CRD, then what ReplacePathValue of fluxcd/pkg/chartutil calls. A value that arrives nowhere is
	// refused too.
	"target-path": {"helm.sh/helm/v4", func(text string) error {
		if text != "" && !targetPathPattern.MatchString(text) {
			return fmt.Errorf("no match of the pattern")
		}
		values := map[string]any{}
		if err := strvals.ParseInto(text+"=arrived", values); err != nil {
			return err
		}
		if written, _ := json.Marshal(values); !strings.Contains(string(written), `"arrived"`) {
			return fmt.Errorf("the value is lost")
		}
		return nil
	}},
	"glob": {"github.com/bmatcuk/doublestar/v4", func(text string) error {
		if !doublestar.ValidatePattern(text) {
			return doublestar.ErrBadPattern
		}
		return nil
	}},
	"json-pointer":      {"gopkg.in/evanphx/json-patch.v4", parsePointer},
	"patch":             {"sigs.k8s.io/kustomize/api", parsePatch},
	"resource-template": {"github.com/go-task/slim-sprig/v3", parseResourceTemplate},
	"message-template":  {"", parseMessageTemplate},
}

var targetPathPattern = regexp.MustCompile(`^([a-zA-Z0-9_\-.\\\/]|\[[0-9]{1,5}\])+$`)

// parsePointer removes what the pointer leads to from a document that has every key of the pointer, as drift detection
// does before it compares.
func parsePointer(text string) error {
	if text == "" {
		return nil
	}
	if !strings.HasPrefix(text, "/") {
		return fmt.Errorf("no leading slash")
	}
	var document any = "leaf"
	keys := strings.Split(text, "/")[1:]
	for i := len(keys) - 1; i >= 0; i-- {
		key := strings.NewReplacer("~1", "/", "~0", "~").Replace(keys[i])
		document = map[string]any{key: document}
	}
	before, err := json.Marshal(document)
	if err != nil {
		return err
	}
	operation, err := json.Marshal([]map[string]any{{"op": "remove", "path": text}})
	if err != nil {
		return err
	}
	patch, err := jsonpatch.DecodePatch(operation)
	if err != nil {
		return err
	}
	_, err = patch.Apply(before)
	return err
}

var plugins = resmap.NewPluginHelpers(nil, nil,
	resmap.NewFactory(provider.NewDefaultDepProvider().GetResourceFactory()), nil)

var operations = map[string]struct{ value, from bool }{
	"add": {value: true}, "replace": {value: true}, "test": {}, "remove": {}, "move": {from: true}, "copy": {from: true},
}

// parsePatch reads a patch with a target as kustomize does. Of JSON patches it also refuses operations that no document
// makes applicable.
func parsePatch(text string) error {
	config, err := yaml.Marshal(map[string]any{"patch": text, "target": map[string]any{"kind": "ConfigMap"}})
	if err != nil {
		return err
	}
	var plugin builtins.PatchTransformerPlugin
	if err := plugin.Config(plugins, config); err != nil {
		return err
	}
	trimmed := strings.TrimSpace(text)
	if objects, err := plugins.ResmapFactory().RF().SliceFromBytes([]byte(trimmed)); err == nil {
		if len(objects) != 1 {
			return fmt.Errorf("%d objects for one target", len(objects))
		}
		// Kustomize takes one of two values of a key without a word; which one is not said anywhere.
		_, err := yaml.YAMLToJSONStrict([]byte(trimmed))
		return err
	}
	asJSON := []byte(trimmed)
	if asJSON[0] != '[' {
		converted, err := yaml.YAMLToJSON(asJSON)
		if err != nil {
			return err
		}
		asJSON = converted
	}
	patch, err := jsonpatch.DecodePatch(asJSON)
	if err != nil {
		return err
	}
	if len(patch) == 0 {
		return fmt.Errorf("no operations")
	}
	for _, operation := range patch {
		needs, ok := operations[operation.Kind()]
		if !ok {
			return fmt.Errorf("unknown operation %q", operation.Kind())
		}
		path, err := operation.Path()
		if err != nil {
			return err
		}
		// Without a slash the first key is dropped, and something else changes.
		if path != "" && path[0] != '/' {
			return fmt.Errorf("no leading slash")
		}
		if _, ok := operation["value"]; needs.value && !ok {
			return fmt.Errorf("no value")
		}
		if _, err := operation.From(); needs.from && err != nil {
			return err
		}
	}
	return nil
}

var inputs = map[string]any{
	"id": "i1", "name": "n1", "tenant": "t1", "count": int64(3), "enabled": true,
	"tags": []any{"a", "b"}, "labels": map[string]any{"team": "x"},
	"provider": map[string]any{"apiVersion": "v1", "kind": "k", "name": "p", "namespace": "ns"},
}

// resourceFunctions stand for those that the Flux Operator adds to slim-sprig's (0.59.0, internal/builder).
var resourceFunctions = template.FuncMap{
	"slugify":    func(text string) string { return text },
	"inputs":     func() any { return inputs },
	"toYaml":     func(value any) string { return "" },
	"mustToYaml": func(value any) (string, error) { return "", nil },
}

func parseResourceTemplate(text string) error {
	parsed, err := template.New("resourceset").Delims("<<", ">>").
		Funcs(slimsprig.HermeticTxtFuncMap()).Funcs(resourceFunctions).
		Option("missingkey=error").Parse(text)
	if err != nil {
		return err
	}
	return execute(parsed, nil)
}
