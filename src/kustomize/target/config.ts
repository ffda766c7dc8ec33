import { DEFAULT_FIELD_SPECS, FieldSpec, NameReference, TransformerConfig } from '../data/field-specs';
import { CONFIGURATION } from '../data/kustomization-fields';
import { DEFAULT_NAME_REFERENCES } from '../data/name-references';
import { isSelected } from '../resource/ids';
import { BuildError } from '../yaml/node';
import { parseOne } from '../yaml/parse';
import { decode, LENIENT } from './decode';

/** The fields that transformers work on unless a list adds some. */
export const DEFAULT_CONFIG: TransformerConfig = { ...DEFAULT_FIELD_SPECS, nameReference: DEFAULT_NAME_REFERENCES };

const SPEC_LISTS = [
  ...(['namePrefix', 'nameSuffix', 'namespace', 'commonLabels', 'labels', 'templateLabels'] as const),
  ...(['commonAnnotations', 'varReference', 'images', 'replicas'] as const),
];

/** The content of a file of `configurations`. */
export function parseConfiguration(text: string, where: string): Partial<TransformerConfig> {
  return decode<Partial<TransformerConfig>>(parseOne(text, 'v2'), CONFIGURATION, LENIENT, where);
}

/**
 * Adds fields to a configuration.
 *
 * @throws BuildError when two differ in whether a field is created
 */
export function mergeConfigs(config: TransformerConfig, added: Partial<TransformerConfig>): TransformerConfig {
  if (added === config || added === DEFAULT_CONFIG) return config;
  if (config === DEFAULT_CONFIG && Object.keys(added).length === 0) return config;
  const result: { -readonly [K in keyof TransformerConfig]: TransformerConfig[K] } = { ...config };
  for (const key of SPEC_LISTS) result[key] = mergeSpecs(config[key], added[key] ?? []);
  result.nameReference = mergeReferences(config.nameReference, added.nameReference ?? []);
  return result;
}

/** As {@link mergeConfigs}, for one list of fields. */
export function mergeSpecs(specs: readonly FieldSpec[], added: readonly FieldSpec[]): readonly FieldSpec[] {
  if (added.length === 0) return specs;
  const result = [...specs];
  for (const one of added) {
    const known = result.find((spec) => spec.path === one.path && isSelected(kindOf(spec), one));
    if (known === undefined) result.push(one);
    else if ((known.create ?? false) !== (one.create ?? false))
      throw new BuildError(`has two rules for field ${one.path} that differ in create`);
  }
  return result;
}

function kindOf({ group = '', version = '', kind = '' }: FieldSpec): { group: string; version: string; kind: string } {
  return { group, version, kind };
}

function mergeReferences(
  references: readonly NameReference[],
  added: readonly NameReference[],
): readonly NameReference[] {
  if (added.length === 0) return references;
  const result = [...references];
  for (const one of added) {
    const at = result.findIndex(
      ({ group = '', version = '', kind = '' }) =>
        group === (one.group ?? '') && version === (one.version ?? '') && kind === (one.kind ?? ''),
    );
    if (at < 0) result.push({ ...one, fieldSpecs: one.fieldSpecs ?? [] });
    else result[at] = { ...result[at]!, fieldSpecs: mergeSpecs(result[at]!.fieldSpecs, one.fieldSpecs ?? []) };
  }
  return result;
}
