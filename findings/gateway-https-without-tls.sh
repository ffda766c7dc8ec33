#!/usr/bin/env bash
# Guess: the rules in the Gateway API's own definition of a Gateway refuse a listener that cannot work: one with the
# protocol HTTPS or TLS and no `tls`, as they refuse `tls` without a certificate, and two protocols on one port and host.
#
# Behaviour: only TLS must have `tls`. A listener with HTTPS is judged by its `tls` if it has one, so that half a
# configuration is refused and none at all is taken; what becomes of it is left to the implementation. HTTP and HTTPS on
# one port and host are taken too, since the protocol is a part of what must be unique.
#
# Version: sigs.k8s.io/gateway-api v1.7.0, its standard channel; its rules evaluated by github.com/google/cel-go v0.26.1.
# Needs Go 1.23 or newer, which fetches Go 1.27.3, and the network.
# Output seen:
#   HTTPS with a certificate: taken
#   HTTPS, tls without a certificate: refused, certificateRefs or options must be specified when mode is Terminate
#   HTTPS without tls: taken
#   TLS without tls: refused, tls mode must be set for protocol TLS
#   HTTP and HTTPS on one port and host: taken
#   HTTP twice on one port and host: refused, Combination of port, protocol and hostname must be unique for each listener
set -euo pipefail

work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cd "$work"
module=$(GOTOOLCHAIN=go1.27.3 go mod download -json sigs.k8s.io/gateway-api@v1.7.0 | awk -F'"' '$2 == "Dir" { print $4 }')
cat >go.mod <<'MOD'
module example.com/finding

go 1.23.0

require (
	github.com/google/cel-go v0.26.1
	sigs.k8s.io/yaml v1.6.0
)
MOD
cat >cases.yaml <<'YAML'
- name: HTTPS with a certificate
  listeners:
    - { name: one, port: 443, protocol: HTTPS, tls: { mode: Terminate, certificateRefs: [{ name: web }] } }
- name: HTTPS, tls without a certificate
  listeners:
    - { name: one, port: 443, protocol: HTTPS, tls: { mode: Terminate, certificateRefs: [], options: {} } }
- name: HTTPS without tls
  listeners:
    - { name: one, port: 443, protocol: HTTPS }
- name: TLS without tls
  listeners:
    - { name: one, port: 443, protocol: TLS }
- name: HTTP and HTTPS on one port and host
  listeners:
    - { name: one, port: 443, protocol: HTTP, hostname: a.example.com }
    - { name: two, port: 443, protocol: HTTPS, hostname: a.example.com }
- name: HTTP twice on one port and host
  listeners:
    - { name: one, port: 80, protocol: HTTP, hostname: a.example.com }
    - { name: two, port: 80, protocol: HTTP, hostname: a.example.com }
YAML
cat >main.go <<'GO'
package main

import (
	"fmt"
	"os"

	"github.com/google/cel-go/cel"
	"sigs.k8s.io/yaml"
)

// schema is what is needed of a schema in a CustomResourceDefinition.
type schema struct {
	Properties map[string]schema `json:"properties"`
	Items      *schema           `json:"items"`
	Rules      []struct {
		Rule    string `json:"rule"`
		Message string `json:"message"`
	} `json:"x-kubernetes-validations"`
}

type definition struct {
	Spec struct {
		Versions []struct {
			Storage bool `json:"storage"`
			Schema  struct {
				Root schema `json:"openAPIV3Schema"`
			} `json:"schema"`
		} `json:"versions"`
	} `json:"spec"`
}

func read(file string, into any) {
	text, err := os.ReadFile(file)
	if err == nil {
		err = yaml.Unmarshal(text, into)
	}
	if err != nil {
		panic(err)
	}
}

// refusals returns the messages of the rules that refuse a value, and of those below it.
func refusals(env *cel.Env, of schema, value any) (messages []string) {
	for _, rule := range of.Rules {
		ast, issues := env.Compile(rule.Rule)
		if issues.Err() != nil {
			panic(issues.Err())
		}
		program, err := env.Program(ast)
		if err != nil {
			panic(err)
		}
		if fits, _, err := program.Eval(map[string]any{"self": value}); err != nil {
			panic(err)
		} else if fits.Value() != true {
			messages = append(messages, rule.Message)
		}
	}
	switch value := value.(type) {
	case []any:
		for _, item := range value {
			messages = append(messages, refusals(env, *of.Items, item)...)
		}
	case map[string]any:
		for key, item := range value {
			messages = append(messages, refusals(env, of.Properties[key], item)...)
		}
	}
	return messages
}

func main() {
	var gateways definition
	read(os.Args[1], &gateways)
	var cases []struct {
		Name      string `json:"name"`
		Listeners any    `json:"listeners"`
	}
	read("cases.yaml", &cases)
	env, err := cel.NewEnv(cel.Variable("self", cel.DynType))
	if err != nil {
		panic(err)
	}
	for _, version := range gateways.Spec.Versions {
		if !version.Storage {
			continue
		}
		listeners := version.Schema.Root.Properties["spec"].Properties["listeners"]
		for _, one := range cases {
			verdict := "taken"
			for _, message := range refusals(env, listeners, one.Listeners) {
				verdict = "refused, " + message
			}
			fmt.Printf("%s: %s\n", one.Name, verdict)
		}
	}
}
GO
GOFLAGS=-mod=mod go build -o rules . 2>build.log || { tail -5 build.log; exit 1; }
seen=$(./rules "$module/config/crd/standard/gateway.networking.k8s.io_gateways.yaml")
echo "$seen"
[[ $seen == 'HTTPS with a certificate: taken
HTTPS, tls without a certificate: refused, certificateRefs or options must be specified when mode is Terminate
HTTPS without tls: taken
TLS without tls: refused, tls mode must be set for protocol TLS
HTTP and HTTPS on one port and host: taken
HTTP twice on one port and host: refused, Combination of port, protocol and hostname must be unique for each listener' ]] || { echo 'not what was seen'; exit 1; }
