import { FieldSpec } from '../data/field-specs';
import {
  CONFIGURATION as CONFIGURATION_FILE,
  FieldTypes,
  KUSTOMIZATION,
  REPLACEMENT,
} from '../data/kustomization-fields';
import { Generator, GeneratorOptions } from '../generate/generators';
import { ownResource, Resource } from '../resource/resource';
import { addHashes } from '../transform/hash';
import { setImages } from '../transform/images';
import { setPairs } from '../transform/labels';
import { addAffix } from '../transform/names';
import { setNamespace, SubjectMode } from '../transform/namespace';
import { setReplicas } from '../transform/replicas';
import { UnsupportedError } from '../unknown/unknowns';
import { expandLists } from '../yaml/lists';
import { BuildError, copyNode } from '../yaml/node';
import { parseDocuments } from '../yaml/parse';
import { decode, LENIENT } from './decode';
import { GeneratorEntry, Kustomization, PatchEntry } from './kustomization';
import {
  jsonPatchTransformer,
  ListPlace,
  patchTransformer,
  replacementTransformer,
  strategicMergeTransformer,
  Transformer,
} from './transformers';

/** The configuration of a generator, transformer or validator. */
export interface PluginResource {
  readonly resource: Resource;
  readonly group: string;
  readonly version: string;
}

/** The objects of a text within a list. */
export function inlineResources(text: string, list: string): Resource[] {
  return expandLists(parseDocuments(text), list).map((node) => ownResource(copyNode(node), { file: list, index: 0 }));
}

const { map: METADATA } = KUSTOMIZATION.metadata as { map: FieldTypes };
const FIELD_SPECS = CONFIGURATION_FILE.namePrefix!;
const ENTRY = (KUSTOMIZATION.secretGenerator as { list: FieldTypes }).list;
const PATCH = (KUSTOMIZATION.patches as { list: FieldTypes }).list;
const IMAGE = (KUSTOMIZATION.images as { list: FieldTypes }).list;

interface Configuration extends Omit<GeneratorEntry, 'options'>, Omit<PatchEntry, 'options'> {
  readonly options?: GeneratorOptions & PatchEntry['options'];
  readonly metadata?: { readonly name?: string; readonly namespace?: string };
  readonly fieldSpecs?: readonly FieldSpec[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly imageTag?: NonNullable<Kustomization['images']>[number];
  readonly replica?: { readonly name?: string; readonly count?: number };
  readonly replacements?: NonNullable<Kustomization['replacements']>;
  readonly prefix?: string;
  readonly suffix?: string;
  readonly unsetOnly?: boolean;
  readonly setRoleBindingSubjects?: string;
  readonly paths?: readonly string[];
  readonly patches?: string;
  readonly jsonOp?: string;
}

const CONFIGURATION: FieldTypes = {
  ...ENTRY,
  ...PATCH,
  metadata: { map: METADATA },
  fieldSpecs: FIELD_SPECS,
  labels: 'stringMap',
  annotations: 'stringMap',
  imageTag: { map: IMAGE },
  replica: { map: { name: 'string', count: 'integer' } },
  replacements: { list: REPLACEMENT },
  prefix: 'string',
  suffix: 'string',
  unsetOnly: 'boolean',
  setRoleBindingSubjects: 'string',
  paths: 'strings',
  patches: 'string',
  jsonOp: 'string',
};

const GENERATORS: Readonly<Record<string, Generator['kind']>> = {
  ConfigMapGenerator: 'ConfigMap',
  SecretGenerator: 'Secret',
};

/** The generators of configurations. */
export function externalGenerators(
  plugins: readonly PluginResource[],
  { context, list }: Pick<ListPlace, 'context' | 'list'>,
): Array<{ readonly config: Resource; readonly generator: Generator }> {
  return plugins.flatMap((plugin) => {
    const config = plugin.resource;
    if (isBuiltin(plugin) && config.kind === 'IAMPolicyGenerator') {
      const what = `${config.kind} ${config.name}`;
      context.unknown({ kind: 'plugin', what, where: list, hidesObjects: true, touchesAll: false });
      return [];
    }
    const kind = isBuiltin(plugin) ? GENERATORS[config.kind] : undefined;
    if (kind === undefined) throw notRun(config, list);
    // The old field `env` counts in a list only.
    const { metadata, name, namespace, env: _env, ...entry } = configurationOf(config, GENERATOR_TYPES, list);
    const generator: Generator = {
      ...entry,
      kind,
      name: name || metadata?.name || '',
      namespace: namespace || metadata?.namespace || '',
    };
    return [{ config, generator }];
  });
}

const GENERATOR_TYPES: FieldTypes = { ...ENTRY, metadata: { map: METADATA } };

/** The transformers of configurations. */
export function externalTransformers(
  plugins: readonly PluginResource[],
  place: ListPlace,
): Array<{ readonly config: Resource; readonly transformer: Transformer }> {
  return plugins.map((plugin) => {
    const config = plugin.resource;
    if (isBuiltin(plugin) && config.kind === 'ValueAddTransformer')
      return { config, transformer: notEvaluated(config) };
    const make = isBuiltin(plugin) ? TRANSFORMERS[config.kind] : undefined;
    if (make === undefined) throw notRun(config, place.list);
    const { options, ...types } = CONFIGURATION;
    const shape =
      config.kind === 'PatchTransformer' ? { ...types, options: PATCH.options! } : { ...types, options: options! };
    return { config, transformer: make(configurationOf(config, shape, place.list), place) };
  });
}

function isBuiltin({ group, version }: PluginResource): boolean {
  return group === '' && version === 'builtin';
}

/** A transformer of kustomize itself that this engine does not evaluate. */
function notEvaluated({ kind, name }: Resource): Transformer {
  return {
    kind,
    run: () => {
      throw new UnsupportedError(`${kind} ${name}`);
    },
  };
}

function notRun({ kind, apiVersion, name }: Resource, list: string): BuildError {
  return new BuildError(`${list} asks for plugin ${apiVersion} ${kind} ${name}, which Flux does not run`);
}

function configurationOf(config: Resource, types: FieldTypes, list: string): Configuration {
  return decode<Configuration>(config.data, types, LENIENT, `${config.kind} ${config.name} of ${list}`);
}

type MakeTransformer = (configuration: Configuration, place: ListPlace) => Transformer;

const NAMES: readonly FieldSpec[] = [{ path: 'metadata/name' }];

const TRANSFORMERS: Readonly<Record<string, MakeTransformer>> = {
  AnnotationsTransformer: ({ annotations = {}, fieldSpecs = [] }) => ({
    kind: 'AnnotationsTransformer',
    run: (resources) => setPairs(resources, annotations, fieldSpecs),
  }),
  HashTransformer: () => ({ kind: 'HashTransformer', run: addHashes }),
  ImageTagTransformer: ({ imageTag = {}, fieldSpecs = [] }) => ({
    kind: 'ImageTagTransformer',
    run: (resources) => setImages(resources, { name: '', ...imageTag }, fieldSpecs),
  }),
  LabelTransformer: ({ labels = {}, fieldSpecs = [] }) => ({
    kind: 'LabelTransformer',
    run: (resources) => setPairs(resources, labels, fieldSpecs),
  }),
  NamespaceTransformer: namespaceTransformer,
  PatchJson6902Transformer: ({ target, path, jsonOp }, place) =>
    jsonPatchTransformer(entryOf({ target, path, patch: jsonOp }), place),
  PatchStrategicMergeTransformer: ({ paths = [], patches = '' }, place) =>
    strategicMergeTransformer(paths, patches, place),
  PatchTransformer: ({ target, path, patch, options }, place) =>
    patchTransformer(entryOf({ target, path, patch, options }), place),
  PrefixTransformer: ({ prefix = '', fieldSpecs }) =>
    affixTransformer('PrefixTransformer', [['prefix', prefix]], fieldSpecs),
  SuffixTransformer: ({ suffix = '', fieldSpecs }) =>
    affixTransformer('SuffixTransformer', [['suffix', suffix]], fieldSpecs),
  PrefixSuffixTransformer: ({ prefix = '', suffix = '', fieldSpecs }) =>
    affixTransformer(
      'PrefixSuffixTransformer',
      [
        ['prefix', prefix],
        ['suffix', suffix],
      ],
      fieldSpecs,
    ),
  ReplacementTransformer: ({ replacements = [] }, place) => replacementTransformer(replacements, place),
  ReplicaCountTransformer: ({ replica = {}, fieldSpecs = [] }) => ({
    kind: 'ReplicaCountTransformer',
    run: (resources) => setReplicas(resources, replica.name ?? '', replica.count ?? 0, fieldSpecs),
  }),
};

function entryOf(entry: { [K in keyof PatchEntry]: PatchEntry[K] | undefined }): PatchEntry {
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined));
}

const SUBJECT_MODES: readonly string[] = ['allServiceAccounts', 'defaultOnly', 'none'];

function namespaceTransformer(configuration: Configuration, { list }: ListPlace): Transformer {
  const { metadata, fieldSpecs = [], unsetOnly = false, setRoleBindingSubjects = '' } = configuration;
  if (setRoleBindingSubjects !== '' && !SUBJECT_MODES.includes(setRoleBindingSubjects)) {
    throw new BuildError(`${list}: setRoleBindingSubjects must be one of ${SUBJECT_MODES.join(', ')}`);
  }
  const subjects = (setRoleBindingSubjects || 'defaultOnly') as SubjectMode;
  return {
    kind: 'NamespaceTransformer',
    run: (resources) =>
      setNamespace(resources, { namespace: metadata?.namespace ?? '', fieldSpecs, unsetOnly, subjects }),
  };
}

function affixTransformer(
  kind: string,
  affixes: ReadonlyArray<readonly ['prefix' | 'suffix', string]>,
  fieldSpecs: readonly FieldSpec[] | undefined,
): Transformer {
  if (fieldSpecs === undefined) throw new BuildError(`a ${kind} has no fieldSpecs, such as ${JSON.stringify(NAMES)}`);
  return {
    kind,
    run: (resources) => {
      for (const [side, affix] of affixes) addAffix(resources, side, affix, fieldSpecs);
    },
  };
}
