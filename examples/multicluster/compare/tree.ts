import * as fs from 'node:fs';
import * as path from 'node:path';

/** YAML files by their path, with `/` between the parts. */
export type Tree = ReadonlyMap<string, string>;

/** Reads the YAML files below a folder. Hidden folders (`.git`, `.github`) contain nothing that Flux applies. */
export function readTree(root: string): Tree {
  const files = new Map<string, string>();
  const walk = (folder: string): void => {
    const entries = fs.readdirSync(path.join(root, folder), { withFileTypes: true });
    for (const { name } of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const file = path.posix.join(folder, name);
      // statSync instead of the entry's own type, because a folder may be a link.
      if (fs.statSync(path.join(root, file)).isDirectory()) {
        if (!name.startsWith('.')) walk(file);
      } else if (isYaml(name)) files.set(file, fs.readFileSync(path.join(root, file), 'utf8'));
    }
  };
  walk('');
  return files;
}

/** Whether a name is that of a YAML file. */
export function isYaml(name: string): boolean {
  return name.endsWith('.yaml') || name.endsWith('.yml');
}

/** Whether a folder has any content. */
export function isFolder(tree: Tree, folder: string): boolean {
  return [...tree.keys()].some((file) => file.startsWith(`${folder}/`));
}

/** The names directly in a folder, sorted. */
export function namesIn(tree: Tree, folder: string): string[] {
  const below = [...tree.keys()].filter((file) => file.startsWith(`${folder}/`));
  return [...new Set(below.map((file) => file.slice(folder.length + 1).split('/')[0]!))].sort();
}
