// Command oracle changes the files of a folder as image-automation-controller does before it commits.
//
// It reads {"path": "…", "policies": [{"namespace", "name", "image", "tag", "digest"}]} from its input, and writes the
// number of changes: without any, the controller commits nothing.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	reflectorv1 "github.com/fluxcd/image-reflector-controller/api/v1"
	"github.com/go-logr/logr"

	"github.com/fluxcd/image-automation-controller/internal/update"
)

type request struct {
	Path     string `json:"path"`
	Policies []struct {
		Namespace string `json:"namespace"`
		Name      string `json:"name"`
		Image     string `json:"image"`
		Tag       string `json:"tag"`
		Digest    string `json:"digest"`
	} `json:"policies"`
}

func main() {
	var asked request
	if err := json.NewDecoder(os.Stdin).Decode(&asked); err != nil {
		fail(err)
	}
	policies := []reflectorv1.ImagePolicy{}
	for _, one := range asked.Policies {
		policy := reflectorv1.ImagePolicy{}
		policy.Namespace, policy.Name = one.Namespace, one.Name
		policy.Status.LatestRef = &reflectorv1.ImageRef{Name: one.Image, Tag: one.Tag, Digest: one.Digest}
		policies = append(policies, policy)
	}
	result, err := update.UpdateWithSetters(logr.Discard(), asked.Path, asked.Path, policies)
	if err != nil {
		fail(err)
	}
	changes := 0
	for _, objects := range result.FileChanges {
		for _, list := range objects {
			changes += len(list)
		}
	}
	fmt.Println(changes)
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
