package main

import (
	"path/filepath"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/filesys"
)

// spy is a file system that notes what a build looks at, so that the same build of a tree that differs elsewhere need
// not be done again.
type spy struct {
	filesys.FileSystem
	root  string
	looks *looks
}

// looks are the paths that a build looked at, and the folders that it looked through.
type looks struct {
	paths   map[string]bool
	folders map[string]bool
}

func newLooks() *looks { return &looks{map[string]bool{}, map[string]bool{}} }

func (l *looks) path(root, name string) {
	if relative, err := filepath.Rel(root, name); err == nil {
		l.paths[filepath.ToSlash(relative)] = true
	}
}

func (l *looks) folder(root, name string) {
	if relative, err := filepath.Rel(root, name); err == nil {
		l.folders[filepath.ToSlash(relative)] = true
	}
}

// reads says whether the build looked at a file in a folder.
func (l *looks) reads(folder string) bool {
	for path := range l.paths {
		if strings.HasPrefix(path, folder+"/") {
			return true
		}
	}
	return false
}

// sees says whether a file may matter to the build.
func (l *looks) sees(file string) bool {
	for path := file; path != "." && path != "/"; path = filepath.ToSlash(filepath.Dir(path)) {
		if l.paths[path] && path == file || l.folders[path] {
			return true
		}
	}
	// The build asked for a file or folder that is above the file, and may only now be there, or no longer.
	for path := range l.paths {
		if strings.HasPrefix(file, path+"/") {
			return true
		}
	}
	return l.folders["."]
}

func (s spy) ReadFile(path string) ([]byte, error) {
	s.looks.path(s.root, path)
	return s.FileSystem.ReadFile(path)
}

func (s spy) Open(path string) (filesys.File, error) {
	s.looks.path(s.root, path)
	return s.FileSystem.Open(path)
}

func (s spy) Exists(path string) bool {
	found := s.FileSystem.Exists(path)
	if !found || !s.FileSystem.IsDir(path) {
		s.looks.path(s.root, path)
	}
	return found
}

func (s spy) IsDir(path string) bool {
	found := s.FileSystem.IsDir(path)
	if !found {
		s.looks.path(s.root, path)
	}
	return found
}

func (s spy) CleanedAbs(path string) (filesys.ConfirmedDir, string, error) {
	folder, name, err := s.FileSystem.CleanedAbs(path)
	if err != nil || name != "" {
		s.looks.path(s.root, path)
	}
	return folder, name, err
}

func (s spy) ReadDir(path string) ([]string, error) {
	s.looks.folder(s.root, path)
	return s.FileSystem.ReadDir(path)
}

func (s spy) Glob(pattern string) ([]string, error) {
	s.looks.folder(s.root, filepath.Dir(pattern))
	return s.FileSystem.Glob(pattern)
}

func (s spy) Walk(path string, walk filepath.WalkFunc) error {
	s.looks.folder(s.root, path)
	return s.FileSystem.Walk(path, walk)
}
