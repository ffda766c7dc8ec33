import { SourceFiles } from '../../src/kustomize';

/** A tree of files in memory. */
export function memoryFiles(files: ReadonlyMap<string, string>): SourceFiles {
  const folders = new Map<string, { readonly files: Set<string>; readonly folders: Set<string> }>();
  const folder = (path: string) => {
    const known = folders.get(path) ?? { files: new Set<string>(), folders: new Set<string>() };
    folders.set(path, known);
    return known;
  };
  folder('');
  for (const path of files.keys()) {
    const parts = path.split('/');
    parts.forEach((part, at) => {
      const { files: names, folders: below } = folder(parts.slice(0, at).join('/'));
      (at === parts.length - 1 ? names : below).add(part);
    });
  }
  return {
    read: (path) => files.get(path),
    list: (path) => {
      const found = folders.get(path);
      return found && { files: [...found.files], folders: [...found.folders] };
    },
  };
}
