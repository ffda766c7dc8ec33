// Command languages asks the parsers that Flux uses for their verdicts on texts.
//
// It reads {"language": "...", "texts": ["..."]} from each line of its input and writes {"parser": "module version",
// "accepted": [true, ...]} for each, or with the argument "reasons" the error of each text instead.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
)

type request struct {
	Language string   `json:"language"`
	Texts    []string `json:"texts"`
}

type answer struct {
	Parser   string   `json:"parser"`
	Accepted []bool   `json:"accepted"`
	Reasons  []string `json:"reasons,omitempty"`
}

type language struct {
	module string
	parse  func(text string) error
}

func main() {
	if len(os.Args) > 1 && os.Args[1] == "cel-functions" {
		printFunctions()
		return
	}
	if len(os.Args) > 1 && os.Args[1] == "template-functions" {
		printTemplateFunctions()
		return
	}
	if len(os.Args) > 1 && os.Args[1] == "rules" {
		judgeRules()
		return
	}
	input := bufio.NewReader(os.Stdin)
	decoder := json.NewDecoder(input)
	encoder := json.NewEncoder(os.Stdout)
	reasons := len(os.Args) > 1 && os.Args[1] == "reasons"
	for decoder.More() {
		var asked request
		if err := decoder.Decode(&asked); err != nil {
			fail(err)
		}
		known, ok := languages[asked.Language]
		if !ok {
			fail(fmt.Errorf("unknown language %q", asked.Language))
		}
		result := answer{Parser: version(known.module), Accepted: make([]bool, len(asked.Texts))}
		for i, text := range asked.Texts {
			err := guarded(known.parse, text)
			result.Accepted[i] = err == nil
			if reasons {
				reason := ""
				if err != nil {
					reason = err.Error()
				}
				result.Reasons = append(result.Reasons, reason)
			}
		}
		if err := encoder.Encode(result); err != nil {
			fail(err)
		}
	}
}

// guarded takes a panic for a refusal, as the controllers' own recovery does.
func guarded(parse func(string) error, text string) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic: %v", cause)
		}
	}()
	return parse(text)
}

// version names a module with the version in this binary; without a module, the Go release.
func version(module string) string {
	if module == "" {
		return runtime.Version()
	}
	info, _ := debug.ReadBuildInfo()
	for _, dependency := range info.Deps {
		if dependency.Path == module {
			if dependency.Replace != nil {
				dependency = dependency.Replace
			}
			return module + " " + dependency.Version
		}
	}
	return module
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
