import { defined } from '../../core/defined';
import { FieldSpec } from '../data/field-specs';
import { Gvk } from '../data/gvk';
import { KUSTOMIZATION } from '../data/kustomization-fields';
import { Generator, GeneratorOptions } from '../generate/generators';
import { OpenApi } from '../resource/schemas';
import { ImageEdit } from '../transform/images';
import { Replacement } from '../transform/replacements';
import { Selector } from '../transform/select';
import { SortOptions } from '../transform/sort';
import { BuildError } from '../yaml/node';
import { parseOne } from '../yaml/parse';
import { decode, Strictness } from './decode';

/** An entry of `patches` or `patchesJson6902`. */
export interface PatchEntry {
  readonly path?: string;
  readonly patch?: string;
  readonly target?: Selector;
  readonly options?: { readonly allowNameChange?: boolean; readonly allowKindChange?: boolean };
}

/** An entry of `labels`. */
export interface LabelEntry {
  readonly pairs?: Readonly<Record<string, string>>;
  readonly includeSelectors?: boolean;
  readonly includeTemplates?: boolean;
  readonly fields?: readonly FieldSpec[];
}

/** An entry of `configMapGenerator` or `secretGenerator`. */
export interface GeneratorEntry extends Omit<Generator, 'kind'> {
  readonly env?: string;
}

/** The content of a `kustomization.yaml`. */
export interface Kustomization {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly openapi?: OpenApi;
  readonly namePrefix?: string;
  readonly nameSuffix?: string;
  readonly namespace?: string;
  readonly commonLabels?: Readonly<Record<string, string>>;
  readonly labels?: readonly LabelEntry[];
  readonly commonAnnotations?: Readonly<Record<string, string>>;
  readonly patchesStrategicMerge?: readonly string[];
  readonly patchesJson6902?: readonly PatchEntry[];
  readonly patches?: readonly PatchEntry[];
  readonly images?: ReadonlyArray<Partial<ImageEdit>>;
  readonly replacements?: ReadonlyArray<Replacement & { readonly path?: string }>;
  readonly replicas?: ReadonlyArray<{ readonly name?: string; readonly count?: number }>;
  readonly vars?: ReadonlyArray<{
    readonly name?: string;
    readonly objref?: Gvk & { readonly apiVersion?: string; readonly name?: string; readonly namespace?: string };
    readonly fieldref?: { readonly fieldPath?: string };
  }>;
  readonly sortOptions?: SortOptions;
  readonly bases?: readonly string[];
  readonly imageTags?: ReadonlyArray<Partial<ImageEdit>>;
  readonly resources?: readonly string[];
  readonly components?: readonly string[];
  readonly crds?: readonly string[];
  readonly configMapGenerator?: readonly GeneratorEntry[];
  readonly secretGenerator?: readonly GeneratorEntry[];
  readonly helmCharts?: unknown;
  readonly helmChartInflationGenerator?: unknown;
  readonly generatorOptions?: GeneratorOptions;
  readonly configurations?: readonly string[];
  readonly generators?: readonly string[];
  readonly transformers?: readonly string[];
  readonly validators?: readonly string[];
  readonly buildMetadata?: readonly string[];
}

const VERSION = 'kustomize.config.k8s.io/v1beta1';
const COMPONENT_VERSION = 'kustomize.config.k8s.io/v1alpha1';

/**
 * The content of a list's text.
 *
 * @throws BuildError when it is not valid
 */
export function parseKustomization(text: string, strictness: Strictness, where: string): Kustomization {
  try {
    return decode<Kustomization>(parseOne(text, 'v2'), KUSTOMIZATION, strictness, where);
  } catch (error) {
    if (error instanceof BuildError && !error.message.startsWith(where))
      throw new BuildError(`${where} ${error.message}`);
    throw error;
  }
}

/** A list with its defaults, and with the fields of old versions under their new names. */
export function completed(list: Kustomization): Kustomization {
  const { bases = [], imageTags = [], ...file } = list;
  const kind = file.kind || 'Kustomization';
  return {
    ...file,
    kind,
    apiVersion: file.apiVersion || (kind === 'Component' ? COMPONENT_VERSION : VERSION),
    ...defined({
      resources: file.resources || bases.length > 0 ? [...(file.resources ?? []), ...bases] : undefined,
      images: file.images || imageTags.length > 0 ? [...(file.images ?? []), ...imageTags] : undefined,
    }),
  };
}

/**
 * Checks that a list is one and holds something.
 *
 * @throws BuildError when it does not
 */
export function checkKustomization(file: Kustomization, where: string): void {
  const { apiVersion, kind, ...rest } = file;
  if (Object.values(rest).every(isAbsent)) throw new BuildError(`${where} is empty`);
  if (kind !== 'Kustomization' && kind !== 'Component') {
    throw new BuildError(`${where} has kind ${kind}, which is neither Kustomization nor Component`);
  }
  const wanted = kind === 'Component' ? COMPONENT_VERSION : VERSION;
  if (apiVersion !== wanted) throw new BuildError(`${where} has apiVersion ${apiVersion}, which should be ${wanted}`);
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === '';
}
