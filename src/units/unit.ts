import { KubernetesObject, objectIdentity } from '../kubernetes/objects';
import { withHeader } from './header';
import { FolderRecord } from './unit-record';
import { toYaml, toYamlStream } from './yaml';

/** A file of a unit: its path within the unit's directory and the objects it holds. */
export interface UnitFile {
  readonly path: string;
  readonly objects: readonly KubernetesObject[];

  /** The file's text, for one that stays byte for byte. The objects are then what a cluster makes of it. */
  readonly verbatim?: string;
}

/** A unit as text: one directory of dist, rendered once however many places it goes to. */
export interface RenderedUnit {
  /** Path within the unit's directory, and content with its header; without one where it is copied byte for byte. */
  readonly files: ReadonlyArray<{ readonly path: string; readonly text: string; readonly verbatim?: true }>;

  /** The identities of the unit's objects, in the order of the files. */
  readonly identities: readonly string[];

  /** What is known of its folders, so that its files need not be read, or rendered, to tell. */
  readonly folders?: readonly FolderRecord[];
}

/** What a unit's list holds beside its own files. */
export interface ListExtra {
  /** Files of others, by their path. @default - none */
  readonly resources?: readonly string[];
  /** Patches of what the files hold. @default - none */
  readonly patches?: readonly object[];
}

/**
 * Renders a unit: its files and the `kustomization.yaml` that lists each of them once. Without that list, Flux would
 * take every file below the directory, also those of other units.
 *
 * @param lists texts of lists by what is in them, as many units have the same
 */
export function renderUnit(
  files: readonly UnitFile[],
  { resources: others = [], patches }: ListExtra = {},
  lists = new Map<string, string>(),
): RenderedUnit {
  const resources = [...files.map((file) => file.path), ...others].sort();
  return {
    files: [
      { path: 'kustomization.yaml', text: patches ? listText(resources, patches) : plainList(resources, lists) },
      ...files.map(({ path, objects, verbatim }) =>
        verbatim === undefined
          ? { path, text: withHeader(toYamlStream(objects)) }
          : { path, text: verbatim, verbatim: true as const },
      ),
    ],
    identities: files.flatMap((file) => file.objects.map(objectIdentity)),
  };
}

function listText(resources: readonly string[], patches?: readonly object[]): string {
  const list = { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources };
  return withHeader(toYaml(patches ? { ...list, patches } : list));
}

/** The list of these files: that of a tenant's apps, say, is the same for all tenants. */
function plainList(resources: readonly string[], known: Map<string, string>): string {
  const key = resources.join('\n');
  let text = known.get(key);
  if (text === undefined) known.set(key, (text = listText(resources)));
  return text;
}
