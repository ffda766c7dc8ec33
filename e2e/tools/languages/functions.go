package main

import (
	"fmt"
	"reflect"
	"sort"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig/v3"
	slimsprig "github.com/go-task/slim-sprig/v3"
)

// kinds are the letters for results of which templates know something.
var kinds = map[reflect.Kind]string{reflect.String: "s", reflect.Slice: "l", reflect.Bool: "b", reflect.Int: "n", reflect.Int64: "n"}

// printTemplateFunctions lists the functions of both kinds of templates with the number of arguments that each takes and
// the kind of its result.
func printTemplateFunctions() {
	resources := slimsprig.HermeticTxtFuncMap()
	for name, function := range resourceFunctions {
		resources[name] = function
	}
	printArities("resource-template", resources)
	printArities("message-template", sprig.HermeticTxtFuncMap())
}

func printArities(language string, functions template.FuncMap) {
	var entries []string
	for name, function := range functions {
		signature := reflect.TypeOf(function)
		least := signature.NumIn()
		open := ""
		if signature.IsVariadic() {
			least--
			open = "+"
		}
		entries = append(entries, fmt.Sprintf("%s:%d%s%s", name, least, open, kinds[signature.Out(0).Kind()]))
	}
	sort.Strings(entries)
	fmt.Println(language, strings.Join(entries, " "))
}
