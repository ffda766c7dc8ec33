import { defined } from '../../core/defined';
import { isMap, listAt, Parsed, parseYaml, textAt } from './parse-manifests';

/** Names of the file that lists what a directory holds, as kustomize looks for them. */
export const KUSTOMIZATION_FILES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** What is put before and behind names. */
export interface Affix {
  readonly prefix: string;
  readonly suffix: string;
}

/** What such a file says, as far as it is evaluated. */
export interface KustomizationFile {
  /** Files and folders, relative to the directory. */
  readonly resources: readonly string[];
  /** Namespace that everything in it is put into. */
  readonly namespace?: string;
  /** What is put before and behind every name in it. */
  readonly affix: Affix;
  /** Features that it uses and that are not evaluated. */
  readonly notEvaluated: readonly string[];
}

/** Fields that are evaluated, or that change no object. */
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
