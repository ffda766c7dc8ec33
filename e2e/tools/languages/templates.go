package main

import (
	"io"
	"regexp"
	"text/template"

	"github.com/Masterminds/sprig/v3"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// The types below repeat those of image-automation-controller 1.2.4 (internal/source, internal/update), which cannot be
// imported.

type templateData struct {
	AutomationObject types.NamespacedName
	Changed          changeSet
	Values           map[string]string
}

type changeSet struct {
	FileChanges map[string]objectChanges
}

type objectIdentifier struct {
	yaml.ResourceIdentifier
}

type objectChanges map[objectIdentifier][]change

type change struct {
	OldValue string
	NewValue string
	Setter   string
}

// Changes lists all changes.
func (r changeSet) Changes() []change {
	var all []change
	for _, objects := range r.FileChanges {
		for _, changes := range objects {
			all = append(all, changes...)
		}
	}
	return all
}

// Objects lists all changes by object.
func (r changeSet) Objects() objectChanges {
	all := objectChanges{}
	for _, objects := range r.FileChanges {
		for object, changes := range objects {
			all[object] = append(all[object], changes...)
		}
	}
	return all
}

var messageData = templateData{
	AutomationObject: types.NamespacedName{Namespace: "flux-system", Name: "bump"},
	Changed: changeSet{FileChanges: map[string]objectChanges{"a.yaml": {
		objectIdentifier{yaml.ResourceIdentifier{
			TypeMeta: yaml.TypeMeta{APIVersion: "apps/v1", Kind: "Deployment"},
			NameMeta: yaml.NameMeta{Name: "web", Namespace: "web"},
		}}: {{OldValue: "web:1", NewValue: "web:2", Setter: "flux-system:web"}},
	}}},
	Values: map[string]string{"cluster": "east"},
}

func parseMessageTemplate(text string) error {
	parsed, err := template.New("commit message").Funcs(sprig.HermeticTxtFuncMap()).Parse(text)
	if err != nil {
		return err
	}
	return execute(parsed, messageData)
}

// decided matches the errors of an execution that no other value of the same type avoids.
var decided = regexp.MustCompile(`can't evaluate field|map has no entry for key|wrong number of args|` +
	`cannot be invoked as function|is not a method but has arguments|can't give argument to non-function|` +
	`nil is not a command|template "[^"]*" not defined|range can't iterate over|nil data; no entry`)

// execute refuses a template for errors that its text and the types of its data decide.
func execute(parsed *template.Template, data any) error {
	err := parsed.Execute(io.Discard, data)
	if err != nil && decided.MatchString(err.Error()) {
		return err
	}
	return nil
}
