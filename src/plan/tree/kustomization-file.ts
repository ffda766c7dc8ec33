import { isMap, listAt, parseYaml } from './parse-manifests';

/** Names of the file that lists a directory's resources, in kustomize's order of precedence. */
export const KUSTOMIZATION_FILES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** A `kustomization.yaml` that does nothing but list resources. */
export interface PlainList {
  /** Files and folders, relative to the directory. */
  readonly resources: readonly string[];
}

const PLAIN_FIELDS = new Set(['apiVersion', 'kind', 'metadata', 'resources']);
const API = 'kustomize.config.k8s.io/v1beta1';

/** Reads the text of a `kustomization.yaml`; undefined when it does more than list resources. */
export function parsePlainList(text: string): PlainList | undefined {
  const parsed = parseYaml(text);
  const [file, second] = parsed.error === undefined ? parsed.value : [];
  if (second !== undefined || !isMap(file)) return undefined;
  if (Object.keys(file).some((field) => !PLAIN_FIELDS.has(field))) return undefined;
  if ((file.apiVersion ?? API) !== API || (file.kind ?? 'Kustomization') !== 'Kustomization') return undefined;
  const resources = listAt(file, 'resources');
  const isPlain = resources.length > 0 && resources.every((one) => typeof one === 'string');
  return isPlain ? { resources: resources } : undefined;
}
