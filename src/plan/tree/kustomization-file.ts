import { defined } from '../../core/defined';
import { isMap, listAt, Parsed, parseYaml, textAt } from './parse-manifests';

/** Names of the file that lists a directory's resources, in kustomize's order of precedence. */
export const KUSTOMIZATION_FILES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** Prefix and suffix of names. */
export interface Affix {
  readonly prefix: string;
  readonly suffix: string;
}

/** The evaluated part of a `kustomization.yaml`. */
export interface KustomizationFile {
  /** Files and folders, relative to the directory. */
  readonly resources: readonly string[];
  /** Namespace of all its resources. */
  readonly namespace?: string;
  /** Prefix and suffix of all its resources' names. */
  readonly affix: Affix;
  /** Features that it uses and the plan does not evaluate. */
  readonly notEvaluated: readonly string[];
}

/** Fields that are evaluated or change no object. */
const EVALUATED = new Set([
  ...['apiVersion', 'bases', 'buildMetadata', 'crds', 'kind', 'metadata', 'namePrefix', 'nameSuffix', 'namespace'],
  ...['openapi', 'resources', 'sortOptions'],
]);

/** Reads the text of a `kustomization.yaml`. */
export function parseKustomizationFile(text: string): Parsed<KustomizationFile> {
  const parsed = parseYaml(text);
  if (parsed.error !== undefined) return parsed;
  const file = parsed.value[0] ?? {};
  if (!isMap(file) || parsed.value.length > 1) return { error: 'is not one map' };
  const resources = [...listAt(file, 'resources'), ...listAt(file, 'bases')];
  if (!resources.every((one): one is string => typeof one === 'string')) {
    return { error: 'lists something that is not a path' };
  }
  const namespace = textAt(file, 'namespace');
  return {
    value: {
      resources,
      ...defined({ namespace }),
      affix: { prefix: textAt(file, 'namePrefix') ?? '', suffix: textAt(file, 'nameSuffix') ?? '' },
      notEvaluated: Object.keys(file)
        .filter((field) => !EVALUATED.has(field))
        .sort(),
    },
  };
}
