import { JsonObject, JsonValue, KubernetesObject } from '../../kubernetes/objects';
import { rootAddress } from '../predict/ground';
import { Unit } from '../predict/unit';
import { variableData } from '../predict/variables';
import { Ground, Walk } from '../predict/walk';
import { artifactVersion, inlineRepository } from '../tree/flux-spec';
import { securePath } from '../tree/manifest-tree';
import { isMap, listAt, mapAt, parseYaml, textAt, valueAt } from '../tree/parse-manifests';
import { ChartReference, ChartRequest } from './chart-request';

/**
 * Flux's rendering of a HelmRelease (`helm-controller` 1.6: GetReleaseName, GetReleaseNamespace, ChartValuesFromReferences).
 *
 * @returns undefined when the trees do not tell all of it
 */
export function releaseRequest(
  release: KubernetesObject,
  unit: Unit,
  walk: Walk,
  ground: Ground,
): ChartRequest | undefined {
  const { name, namespace = '' } = release.metadata;
  const target = textAt(release, 'spec', 'targetNamespace');
  const releaseName = textAt(release, 'spec', 'releaseName') ?? (target === undefined ? name : `${target}-${name}`);
  const chart = chartOf(release, unit, walk, ground);
  const values = valuesOf(release, unit, walk, ground);
  if (chart === undefined || values === undefined || listAt(release, 'spec', 'postRenderers').length > 0)
    return undefined;
  return { releaseName, namespace: target ?? namespace, chart, ...values };
}

function chartOf(release: KubernetesObject, unit: Unit, walk: Walk, ground: Ground): ChartReference | undefined {
  const own = release.metadata.namespace ?? '';
  const repository = inlineRepository(release);
  if (repository) {
    return { kind: 'oci', url: textAt(repository, 'url') ?? '', version: artifactVersion(repository.ref) };
  }
  const chart = mapAt(release, 'spec', 'chart', 'spec');
  const reference = mapAt(release, 'spec', textAt(release, 'spec', 'chartRef', 'name') ? 'chartRef' : 'none');
  const at = 'name' in reference ? reference : mapAt(chart, 'sourceRef');
  const [kind, name] = [textAt(at, 'kind') ?? '', textAt(at, 'name') ?? ''];
  const source = walk.sources.get(`${unit.target}|${kind}/${textAt(at, 'namespace') ?? own}/${name}`);
  if (source === undefined) return undefined;
  const wanted = textAt(chart, 'chart') ?? '';
  const version = textAt(chart, 'version') ?? '';
  switch (kind) {
    case 'HelmRepository':
      return { kind: 'repository', url: source.url.replace(/\/+$/, ''), name: wanted, version };
    case 'OCIRepository': {
      return { kind: 'oci', url: source.url, version: artifactVersion(JSON.parse(source.ref) as JsonValue) };
    }
    case 'GitRepository':
      return source.address === rootAddress(walk) ? folderChart(securePath(wanted), ground) : undefined;
    default:
      return undefined;
  }
}

function folderChart(folder: string, { tree }: Ground): ChartReference | undefined {
  const files = new Map(
    tree.below(folder).map((path) => [path.slice(folder.length + 1), Buffer.from(tree.content(tree.id(path)!)!)]),
  );
  return files.has('Chart.yaml') ? { kind: 'files', folder, files } : undefined;
}

/** The values of a release; undefined when one comes from what no file holds. */
function valuesOf(
  release: KubernetesObject,
  unit: Unit,
  walk: Walk,
  { index }: Ground,
): Pick<ChartRequest, 'set' | 'values'> | undefined {
  let values: JsonObject = {};
  const set: Array<readonly [string, string]> = [];
  for (const from of listAt(release, 'spec', 'valuesFrom')) {
    const [kind = '', name = ''] = [textAt(from, 'kind'), textAt(from, 'name')];
    const namespace = release.metadata.namespace ?? '';
    const data =
      kind === 'ConfigMap'
        ? variableData(walk.units.values(), index, { cluster: unit.target, namespace, kind, name })
        : undefined;
    const text = data?.[textAt(from, 'valuesKey') ?? 'values.yaml'];
    if (typeof text !== 'string') return undefined;
    const path = textAt(from, 'targetPath');
    if (path !== undefined) {
      set.push([path, text]);
      continue;
    }
    const parsed = parseYaml(text);
    const [read = {}] = parsed.error === undefined ? parsed.value : [];
    if (parsed.error !== undefined || !isMap(read)) return undefined;
    values = merged(values, read);
  }
  const own = valueAt(release, 'spec', 'values');
  return { values: isMap(own) ? merged(values, own) : values, set };
}

/** Values with others over them: maps merge, all else is replaced. */
export function merged(values: JsonObject, over: JsonObject): JsonObject {
  const all: JsonObject = { ...values };
  for (const [key, value] of Object.entries(over)) {
    const below = all[key];
    all[key] = isMap(below) && isMap(value) ? merged(below, value) : value;
  }
  return all;
}
