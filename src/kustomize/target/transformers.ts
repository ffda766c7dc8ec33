import { defined } from '../../core/defined';
import { TransformerConfig } from '../data/field-specs';
import { REPLACEMENT } from '../data/kustomization-fields';
import { Resources } from '../resource/resources';
import { setImages } from '../transform/images';
import { jsonOperations } from '../transform/json-patch';
import { setPairs } from '../transform/labels';
import { addAffix } from '../transform/names';
import { setNamespace } from '../transform/namespace';
import { applyPatch, mergeIntoAll, mergePatches, patchWith, targetOf } from '../transform/patches';
import { replace } from '../transform/replacements';
import { setReplicas } from '../transform/replicas';
import { selectResources } from '../transform/select';
import { BuildError, isNodeMap } from '../yaml/node';
import { parseOne } from '../yaml/parse';
import { mergeSpecs } from './config';
import { BuildContext } from './context';
import { decode, LENIENT } from './decode';
import { Kustomization, LabelEntry, PatchEntry } from './kustomization';

/** A step that changes the objects of a build. */
export interface Transformer {
  /** Its kind, as `buildMetadata` names it. */
  readonly kind: string;
  readonly run: (resources: Resources) => void;
}

/** Where the files of a list are, and how to name it. */
export interface ListPlace {
  readonly context: BuildContext;
  readonly folder: string;
  /** Path of the list, for messages. */
  readonly list: string;
}

/** The transformers of a list's fields, in kustomize's order. */
export function transformersOf(file: Kustomization, config: TransformerConfig, place: ListPlace): Transformer[] {
  return [
    ...patchesStrategicMerge(file, place),
    ...(file.patches ?? []).map((patch) => patchTransformer(patch, place)),
    ...(file.namespace ? [namespaceTransformer(file.namespace, config)] : []),
    ...(file.namePrefix ? [affixTransformer('prefix', file.namePrefix, config)] : []),
    ...(file.nameSuffix ? [affixTransformer('suffix', file.nameSuffix, config)] : []),
    ...labelTransformers(file, config),
    ...annotationTransformers(file, config),
    ...(file.patchesJson6902 ?? []).map((patch) => jsonPatchTransformer(patch, place)),
    ...(file.replicas ?? []).map(({ name = '', count = 0 }) => ({
      kind: 'ReplicaCountTransformer',
      run: (resources: Resources) => setReplicas(resources, name, count, config.replicas),
    })),
    ...(file.images ?? []).map((image) => ({
      kind: 'ImageTagTransformer',
      run: (resources: Resources) => setImages(resources, { name: '', ...image }, config.images),
    })),
    ...((file.replacements ?? []).length > 0
      ? [replacementTransformer((file.replacements ?? []).map(writtenAnew), place)]
      : []),
  ];
}

type ReplacementEntry = NonNullable<Kustomization['replacements']>[number];

/** A replacement as kustomize hands it on from a list: without an empty list of targets, which is then missing. */
function writtenAnew({ targets, ...rest }: ReplacementEntry): ReplacementEntry {
  return targets && targets.length > 0 ? { ...rest, targets } : rest;
}

function patchesStrategicMerge(
  { patchesStrategicMerge: entries = [] }: Kustomization,
  place: ListPlace,
): Transformer[] {
  return entries.length === 0 ? [] : [strategicMergeTransformer(entries, '', place)];
}

/** `patchesStrategicMerge`: each entry is a patch or the path of a file of patches. */
export function strategicMergeTransformer(entries: readonly string[], inline: string, place: ListPlace): Transformer {
  const { context, folder, list } = place;
  const patches = entries.flatMap((entry) => {
    const text = isInlinePatch(entry) ? entry : context.needText(folder, entry, list);
    return mergePatches(text, `a patch of ${list}`);
  });
  if (inline !== '') patches.push(...mergePatches(inline, `a patch of ${list}`));
  if (patches.length === 0) throw new BuildError(`${list} has an empty patch`);
  return {
    kind: 'PatchStrategicMergeTransformer',
    run: (resources) => {
      for (const patch of patches) {
        const target = targetOf(resources, patch);
        if (target !== undefined) mergeIntoAll(resources, [target], patch);
      }
    },
  };
}

function isInlinePatch(entry: string): boolean {
  try {
    return isNodeMap(parseOne(entry, 'v3'));
  } catch (error) {
    if (error instanceof BuildError) return false;
    throw error;
  }
}

/** An entry of `patches`. */
export function patchTransformer(
  { path = '', patch = '', target, options }: PatchEntry,
  place: ListPlace,
): Transformer {
  const { context, folder, list } = place;
  const given = patch.trim();
  if (given === '' && path === '') throw new BuildError(`${list} has a patch without a patch or a path`);
  if (given !== '' && path !== '') throw new BuildError(`${list} has a patch with both a patch and a path`);
  const text = given === '' ? context.needText(folder, path, list) : given;
  const where = given === '' ? `patch ${path} of ${list}` : `a patch of ${list}`;
  return {
    kind: 'PatchTransformer',
    run: (resources) => applyPatch(resources, { text, where, ...defined({ target }), ...options }),
  };
}

/** An entry of `patchesJson6902`. */
export function jsonPatchTransformer({ path = '', patch = '', target }: PatchEntry, place: ListPlace): Transformer {
  const { context, folder, list } = place;
  if (!target?.name) throw new BuildError(`${list} has a JSON patch whose target has no name`);
  if (path === '' && patch === '') throw new BuildError(`${list} has a JSON patch without operations`);
  if (path !== '' && patch !== '') throw new BuildError(`${list} has a JSON patch with both operations and a path`);
  const operations = jsonOperations(parseOne(path === '' ? patch : context.needText(folder, path, list)));
  if (operations === undefined || operations.length === 0) throw new BuildError(`${list} has an empty JSON patch`);
  return {
    kind: 'PatchJson6902Transformer',
    run: (resources) => {
      for (const resource of selectResources(resources, target)) patchWith(resource, operations);
    },
  };
}

function namespaceTransformer(namespace: string, config: TransformerConfig): Transformer {
  return {
    kind: 'NamespaceTransformer',
    run: (resources) => setNamespace(resources, { namespace, fieldSpecs: config.namespace }),
  };
}

function affixTransformer(kind: 'prefix' | 'suffix', affix: string, config: TransformerConfig): Transformer {
  const specs = kind === 'prefix' ? config.namePrefix : config.nameSuffix;
  return {
    kind: kind === 'prefix' ? 'PrefixTransformer' : 'SuffixTransformer',
    run: (resources) => addAffix(resources, kind, affix, specs),
  };
}

function labelTransformers(
  { labels = [], commonLabels = {} }: Kustomization,
  config: TransformerConfig,
): Transformer[] {
  if (labels.length === 0 && Object.keys(commonLabels).length === 0) return [];
  const entries = labels.map((label) => ({ pairs: label.pairs ?? {}, specs: labelSpecs(label, config) }));
  return [...entries, { pairs: commonLabels, specs: config.commonLabels }].map(({ pairs, specs }) => ({
    kind: 'LabelTransformer',
    run: (resources) => setPairs(resources, pairs, specs),
  }));
}

function labelSpecs({ includeSelectors, includeTemplates, fields = [] }: LabelEntry, config: TransformerConfig) {
  const specs = mergeSpecs(fields, config.labels);
  if (includeSelectors) return mergeSpecs(specs, config.commonLabels);
  const own = includeTemplates ? mergeSpecs(specs, config.templateLabels) : specs;
  return mergeSpecs(own, [{ path: 'metadata/labels', create: true }]);
}

function annotationTransformers({ commonAnnotations = {} }: Kustomization, config: TransformerConfig): Transformer[] {
  if (Object.keys(commonAnnotations).length === 0) return [];
  return [
    {
      kind: 'AnnotationsTransformer',
      run: (resources) => setPairs(resources, commonAnnotations, config.commonAnnotations),
    },
  ];
}

/** `replacements`: each entry is one, or the path of a file with one or several. */
export function replacementTransformer(entries: readonly ReplacementEntry[], place: ListPlace): Transformer {
  const { context, folder, list } = place;
  const replacements = entries.flatMap(({ path = '', ...entry }) => {
    if (path === '') return [entry];
    if (entry.source !== undefined || (entry.targets ?? []).length > 0) {
      throw new BuildError(`${list} has a replacement with both a path and fields`);
    }
    const file = parseOne(context.needText(folder, path, list), 'v2');
    const items = Array.isArray(file) ? file : [file];
    return items.map((item) => decode<typeof entry>(item, REPLACEMENT, LENIENT, `${path} of ${list}`));
  });
  return {
    kind: 'ReplacementTransformer',
    run: (resources) => {
      for (const replacement of replacements) replace(resources, replacement);
    },
  };
}
