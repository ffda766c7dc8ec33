/** The type of a field of a `kustomization.yaml`, as Go's decoder checks it. */
export type FieldType =
  | 'any'
  | 'boolean'
  | 'integer'
  | 'string'
  | 'strings'
  | 'stringMap'
  | { readonly list: FieldTypes }
  | { readonly map: FieldTypes };

/** Fields by name. */
export interface FieldTypes {
  readonly [field: string]: FieldType;
}

const GVK: FieldTypes = { group: 'string', version: 'string', kind: 'string' };
const ID: FieldTypes = { ...GVK, name: 'string', namespace: 'string' };
const SELECTOR: FieldTypes = { ...ID, annotationSelector: 'string', labelSelector: 'string' };
const FIELD_SPEC: FieldTypes = { ...GVK, path: 'string', create: 'boolean' };
const OPTIONS: FieldTypes = {
  labels: 'stringMap',
  annotations: 'stringMap',
  disableNameSuffixHash: 'boolean',
  immutable: 'boolean',
};
const GENERATOR: FieldTypes = {
  namespace: 'string',
  name: 'string',
  behavior: 'string',
  literals: 'strings',
  files: 'strings',
  envs: 'strings',
  env: 'string',
  options: { map: OPTIONS },
};
const PATCH: FieldTypes = {
  path: 'string',
  patch: 'string',
  target: { map: SELECTOR },
  options: { map: { allowNameChange: 'boolean', allowKindChange: 'boolean' } },
};
const IMAGE: FieldTypes = {
  name: 'string',
  newName: 'string',
  tagSuffix: 'string',
  newTag: 'string',
  digest: 'string',
};
const FIELD_OPTIONS: FieldTypes = { delimiter: 'string', index: 'integer', encoding: 'string', create: 'boolean' };

/** An entry of `replacements`. */
export const REPLACEMENT: FieldTypes = {
  path: 'string',
  sourceValue: 'string',
  source: { map: { ...ID, fieldPath: 'string', options: { map: FIELD_OPTIONS } } },
  targets: {
    list: {
      select: { map: SELECTOR },
      reject: { list: SELECTOR },
      fieldPaths: 'strings',
      options: { map: FIELD_OPTIONS },
    },
  },
};

/** The fields of a `kustomization.yaml` of kustomize 5.8 (`api/types`). */
export const KUSTOMIZATION: FieldTypes = {
  apiVersion: 'string',
  kind: 'string',
  metadata: { map: { name: 'string', namespace: 'string', labels: 'stringMap', annotations: 'stringMap' } },
  openapi: 'stringMap',
  namePrefix: 'string',
  nameSuffix: 'string',
  namespace: 'string',
  commonLabels: 'stringMap',
  labels: {
    list: {
      pairs: 'stringMap',
      includeSelectors: 'boolean',
      includeTemplates: 'boolean',
      fields: { list: FIELD_SPEC },
    },
  },
  commonAnnotations: 'stringMap',
  patchesStrategicMerge: 'strings',
  patchesJson6902: { list: PATCH },
  patches: { list: PATCH },
  images: { list: IMAGE },
  imageTags: { list: IMAGE },
  replacements: { list: REPLACEMENT },
  replicas: { list: { name: 'string', count: 'integer' } },
  vars: {
    list: {
      name: 'string',
      objref: { map: { ...ID, apiVersion: 'string' } },
      fieldref: { map: { fieldPath: 'string' } },
    },
  },
  sortOptions: {
    map: { order: 'string', legacySortOptions: { map: { orderFirst: 'strings', orderLast: 'strings' } } },
  },
  resources: 'strings',
  components: 'strings',
  crds: 'strings',
  bases: 'strings',
  configMapGenerator: { list: GENERATOR },
  secretGenerator: { list: { ...GENERATOR, type: 'string' } },
  helmGlobals: 'any',
  helmCharts: 'any',
  helmChartInflationGenerator: 'any',
  generatorOptions: { map: OPTIONS },
  configurations: 'strings',
  generators: 'strings',
  transformers: 'strings',
  validators: 'strings',
  buildMetadata: 'strings',
};

const NAME_REFERENCE: FieldTypes = { ...GVK, fieldSpecs: { list: FIELD_SPEC } };

/** The fields of a file of `configurations`. */
export const CONFIGURATION: FieldTypes = {
  namePrefix: { list: FIELD_SPEC },
  nameSuffix: { list: FIELD_SPEC },
  namespace: { list: FIELD_SPEC },
  commonLabels: { list: FIELD_SPEC },
  labels: { list: FIELD_SPEC },
  templateLabels: { list: FIELD_SPEC },
  commonAnnotations: { list: FIELD_SPEC },
  nameReference: { list: NAME_REFERENCE },
  varReference: { list: FIELD_SPEC },
  images: { list: FIELD_SPEC },
  replicas: { list: FIELD_SPEC },
};
