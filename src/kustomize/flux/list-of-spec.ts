import { defined } from '../../core/defined';
import { JsonObject, JsonValue } from '../../kubernetes/objects';
import { KUSTOMIZATION } from '../data/kustomization-fields';
import { joinPath, pathIn } from '../files/source-files';
import { BuildContext } from '../target/context';
import { decode, STRICT, Strictness } from '../target/decode';
import { completed, Kustomization, parseKustomization, PatchEntry } from '../target/kustomization';
import { byBytes, goJson } from '../yaml/go-json';
import { BuildError } from '../yaml/node';

/** Flux reads the list of a path with Go's lenient decoder, and writes it anew. */
const AS_FLUX: Strictness = { unknownFields: false, scalars: false };

/** The list that Flux builds: that of the folder, or one of everything in it, with the fields of the Kustomization. */
export interface FluxList {
  readonly path: string;
  readonly file: Kustomization;
  /** Whether the folder has no list. */
  readonly isMadeUp: boolean;
}

/** The list of a folder as Flux has it built (`fluxcd/pkg/kustomize`). */
export function fluxList(context: BuildContext, folder: string, spec: JsonObject): FluxList {
  const [name, second] = context.namesOfLists(folder);
  if (second !== undefined)
    throw new BuildError(`${pathIn(folder, second)} is a second list beside ${pathIn(folder, name!)}`);
  const path = pathIn(folder, name ?? 'kustomization.yaml');
  const own =
    name === undefined ? madeUp(context, folder) : parseKustomization(context.read(path) ?? '', AS_FLUX, path);
  const isEmpty = name !== undefined && (own.resources ?? []).length === 0;
  // Flux asks for origins so that a list without resources does not count as empty.
  const file = isEmpty ? { ...own, buildMetadata: ['originAnnotations'] } : own;
  return { path, file: completed(withSpec(context, folder, file, spec)), isMadeUp: name === undefined };
}

function madeUp(context: BuildContext, folder: string): Kustomization {
  const head = { kind: 'Kustomization', apiVersion: 'kustomize.config.k8s.io/v1beta1' };
  const resources = manifestsIn(context, folder, '.');
  return resources.length === 0 ? { ...head, namespace: '_placeholder' } : { ...head, resources };
}

/** All manifests below a folder; folders with a list stand for themselves. */
function manifestsIn(context: BuildContext, folder: string, relative: string): string[] {
  const { files, folders } = context.entries(folder);
  const isFolder = new Set(folders);
  return [...files, ...folders].sort(byBytes).flatMap((name) => {
    const path = `${relative}/${name}`;
    if (!isFolder.has(name)) return /\.ya?ml$/.test(name) ? [path] : [];
    const below = pathIn(folder, name);
    return context.namesOfLists(below).length > 0 ? [path] : manifestsIn(context, below, path);
  });
}

function withSpec(context: BuildContext, folder: string, file: Kustomization, spec: JsonObject): Kustomization {
  const patches = listOf(spec.patches).map((patch) => patchOf(patch, 'spec.patches'));
  const merges = listOf(spec.patchesStrategicMerge).map((patch) => goJson(patch));
  const jsonPatches = listOf(spec.patchesJson6902).map((patch) => {
    const { patch: operations, target } = patch as JsonObject;
    return { ...patchOf({ target: target ?? null }, 'spec.patchesJson6902'), patch: goJson(operations ?? null) };
  });
  const components = componentsOf(context, folder, spec);
  const buildMetadata = listOf(spec.buildMetadata).filter((one) => typeof one === 'string');
  return {
    ...file,
    ...textField(spec, 'targetNamespace', 'namespace'),
    ...textField(spec, 'namePrefix', 'namePrefix'),
    ...textField(spec, 'nameSuffix', 'nameSuffix'),
    ...defined({
      patches: extended(file.patches, patches),
      patchesStrategicMerge: extended(file.patchesStrategicMerge, merges),
      patchesJson6902: extended(file.patchesJson6902, jsonPatches),
      components: extended(file.components, components),
    }),
    ...imagesOf(file, spec),
    ...defined({ buildMetadata: buildMetadata.length > 0 ? buildMetadata : undefined }),
  };
}

/** A list with more items; undefined if there are none to add. */
function extended<T>(list: readonly T[] | undefined, more: readonly T[]): T[] | undefined {
  return more.length > 0 ? [...(list ?? []), ...more] : undefined;
}

function listOf(value: JsonValue | undefined): JsonValue[] {
  return Array.isArray(value) ? value : [];
}

function textField<K extends string>(spec: JsonObject, field: string, as: K): { [P in K]?: string } {
  const value = spec[field];
  return typeof value === 'string' ? ({ [as]: value } as { [P in K]?: string }) : {};
}

/** Of a patch only its text and target count here. */
function patchOf(value: JsonValue, where: string): PatchEntry {
  const { patches } = decode<{ patches: PatchEntry[] }>({ patches: [value] }, KUSTOMIZATION, AS_FLUX, where);
  const { patch, target } = patches[0]!;
  return defined({ patch, target });
}

const REMOTE = /^(?:git::|gh:|ssh:\/\/|https:\/\/|http:\/\/|git@|github\.com[:/]|\/|file:\/\/\/)/i;

function componentsOf(context: BuildContext, folder: string, spec: JsonObject): string[] {
  return listOf(spec.components).flatMap((component) => {
    if (typeof component !== 'string') return [];
    if (REMOTE.test(component)) throw new BuildError(`spec.components: ${component} must be a relative path`);
    const path = joinPath(folder, component);
    const exists = path !== undefined && (context.isFolder(path) || context.read(path) !== undefined);
    return exists || spec.ignoreMissingComponents !== true ? [component] : [];
  });
}

function imagesOf(file: Kustomization, spec: JsonObject): Pick<Kustomization, 'images'> {
  const given = listOf(spec.images);
  if (given.length === 0) return {};
  const { images: added } = decode<Required<Pick<Kustomization, 'images'>>>(
    { images: given },
    KUSTOMIZATION,
    { ...STRICT, unknownFields: false },
    'spec.images',
  );
  const images = [...(file.images ?? [])];
  for (const { name = '', newName, newTag, digest } of added) {
    const at = images.findIndex((image) => (image.name ?? '') === name);
    const parts = defined({
      newName: newName || undefined,
      newTag: newTag || undefined,
      digest: digest || undefined,
    });
    if (at < 0) images.push({ name, ...parts });
    else {
      const { newTag: oldTag, digest: oldDigest, ...rest } = images[at]!;
      // A tag and a digest select the version together.
      const version = newTag || digest ? {} : defined({ newTag: oldTag || undefined, digest: oldDigest || undefined });
      images[at] = { ...rest, ...version, ...parts };
    }
  }
  return { images };
}
