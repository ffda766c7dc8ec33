import { Fact, factsOf } from '../controller-rules';
import { KubernetesObject, objectIdentity } from '../kubernetes/objects';
import { withHeader } from './header';
import { FolderRecord } from './unit-record';
import { toYaml, toYamlStream } from './yaml';

/** A file of a unit: its path within the unit's directory, and its objects. */
export interface UnitFile {
  readonly path: string;
  readonly objects: readonly KubernetesObject[];

  /** The exact text, for a file that is copied byte for byte. The objects are then what a cluster makes of it. */
  readonly verbatim?: string;
}

/** A unit as text: one directory of dist, rendered once for all its places. */
export interface RenderedUnit {
  /** Path within the unit's directory, and content with header. A file that is copied byte for byte has no header. */
  readonly files: ReadonlyArray<{ readonly path: string; readonly text: string; readonly verbatim?: true }>;

  /** The identities of the unit's objects, in the order of the files. */
  readonly identities: readonly string[];

  /** The facts of its objects, for rules about whole clusters. */
  readonly facts: readonly Fact[];

  /** Records of its folders, so that comparisons need neither read nor render the files. */
  readonly folders?: readonly FolderRecord[];

  /** The key of its record; undefined if it has none. */
  readonly key?: string;
}

/** Additional entries of a unit's `kustomization.yaml`. */
export interface ListExtra {
  /** Files of others, by path. @default - none */
  readonly resources?: readonly string[];
  /** Patches of the objects in the files. @default - none */
  readonly patches?: readonly object[];
  /** Folders below the unit's with a list of their own and no file, by path. @default - none */
  readonly folders?: Readonly<Record<string, ListedFolder>>;
}

/** A folder that consists of its `kustomization.yaml`. */
export interface ListedFolder {
  /** Files of others, and folders, by path. */
  readonly resources: readonly string[];
  /** Patches of their objects. @default - none */
  readonly patches?: readonly object[];
  /** End of their names. @default - none */
  readonly nameSuffix?: string;
}

/**
 * Renders a unit: its files and the `kustomization.yaml` that lists each of them once. Without that list, Flux would
 * apply every file below the directory, those of other units included.
 *
 * @param lists texts of lists by their content, because many units share one
 */
export function renderUnit(
  files: readonly UnitFile[],
  { resources: others = [], patches, folders = {} }: ListExtra = {},
  lists = new Map<string, string>(),
): RenderedUnit {
  const resources = [...files.map((file) => file.path), ...others].sort();
  return {
    files: [
      { path: 'kustomization.yaml', text: patches ? listText({ resources, patches }) : plainList(resources, lists) },
      ...Object.entries(folders).map(([path, list]) => ({ path: `${path}/kustomization.yaml`, text: listText(list) })),
      ...files.map(({ path, objects, verbatim }) =>
        verbatim === undefined
          ? { path, text: withHeader(toYamlStream(objects)) }
          : { path, text: verbatim, verbatim: true as const },
      ),
    ],
    identities: files.flatMap((file) => file.objects.map(objectIdentity)),
    facts: factsOf(files.length === 1 ? files[0]!.objects : files.flatMap((file) => file.objects)),
  };
}

function listText(list: ListedFolder): string {
  return withHeader(toYaml({ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', ...list }));
}

/** The list of these files. The apps of all tenants, for example, share one. */
function plainList(resources: readonly string[], known: Map<string, string>): string {
  const key = resources.join('\n');
  let text = known.get(key);
  if (text === undefined) known.set(key, (text = listText({ resources })));
  return text;
}
