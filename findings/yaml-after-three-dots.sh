#!/usr/bin/env bash
# Guess: `...` ends a document in YAML, and what follows is the next one, as YAML 1.2 has it and libraries read it. A
# file of two objects with `...` between them has two for kubectl, kustomize and Flux.
#
# Behaviour: they read the first and nothing after it, without an error. All of them cut a file at lines that begin with
# `---`, and take the first document of each piece. With `---` after the dots, as the specification also allows, they
# read both. So an object that a file seems to have is never applied.
#
# Version: k8s.io/apimachinery v0.36.4 (kubectl and Flux read with its decoder), sigs.k8s.io/kustomize/kyaml v0.21.1 (of
# kustomize 5.8.1), yaml 2.9.1 for Node. Needs Go 1.26, Node 20 or newer, npm and the network.
# Output seen:
#   ...: apimachinery one, kyaml one, YAML one two
#   ... ---: apimachinery one two, kyaml one two, YAML one two
set -euo pipefail

work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cd "$work"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund yaml@2.9.1 >npm.log 2>&1
cat >go.mod <<'MOD'
module example.com/finding

go 1.26.0

require (
	k8s.io/apimachinery v0.36.4
	sigs.k8s.io/kustomize/kyaml v0.21.1
)
MOD
cat >main.go <<'GO'
package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/kustomize/kyaml/kio"
)

func byApimachinery(text []byte) string {
	var names []string
	decoder := yaml.NewYAMLOrJSONDecoder(bytes.NewReader(text), 4096)
	for {
		object := &unstructured.Unstructured{}
		if err := decoder.Decode(object); errors.Is(err, io.EOF) {
			return strings.Join(names, " ")
		} else if err != nil {
			panic(err)
		}
		names = append(names, object.GetName())
	}
}

func byKyaml(text []byte) string {
	var names []string
	nodes, err := (&kio.ByteReader{Reader: bytes.NewReader(text)}).Read()
	if err != nil {
		panic(err)
	}
	for _, node := range nodes {
		names = append(names, node.GetName())
	}
	return strings.Join(names, " ")
}

func main() {
	text, err := io.ReadAll(os.Stdin)
	if err != nil {
		panic(err)
	}
	fmt.Printf("apimachinery %s, kyaml %s", byApimachinery(text), byKyaml(text))
}
GO
GOFLAGS=-mod=mod go build -o read . 2>build.log || { tail -5 build.log; exit 1; }
cat >read.js <<'JS'
const { parseAllDocuments } = require('yaml');
const documents = parseAllDocuments(require('node:fs').readFileSync(0, 'utf8'));
console.log(documents.map((document) => document.toJS().metadata.name).join(' '));
JS

# file LINE...: a file with these lines between two objects.
file() {
  printf 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\n'
  printf '%s\n' "$@"
  printf 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: two\n'
}

seen="...: $(file ... | ./read), YAML $(file ... | node read.js)
... ---: $(file ... --- | ./read), YAML $(file ... --- | node read.js)"
echo "$seen"
[[ $seen == '...: apimachinery one, kyaml one, YAML one two
... ---: apimachinery one two, kyaml one two, YAML one two' ]] || { echo 'not what was seen'; exit 1; }
