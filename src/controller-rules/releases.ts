import { createHash } from 'node:crypto';
import { byteLength, quote } from '../kubernetes/names';
import { Fields, fieldsIn, folderOf, isGiven, mapsIn, textIn, valueIn } from './fields';
import { reachOf } from './folders';
import { ClusterFinding, ClusterObjects, ClusterRule, nameOf, PlacedFact } from './rule';

const RELEASE_NAME_MAX = 53;

/** The name of a Helm release as helm-controller forms it (`ShortenName(GetReleaseName())`). */
export function releaseNameOf({ fact: { metadata, spec } }: PlacedFact): string {
  const name =
    textIn(spec['releaseName']) ?? [textIn(spec['targetNamespace']), metadata.name].filter(isGiven).join('-');
  if (byteLength(name) <= RELEASE_NAME_MAX) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 12);
  return `${name.slice(0, RELEASE_NAME_MAX - 13)}-${hash}`;
}

function* twiceFindings(objects: ClusterObjects): Generator<ClusterFinding> {
  const first = new Map<string, PlacedFact>();
  for (const on of objects.of('HelmRelease')) {
    if (on.fact.spec['suspend'] === true) continue;
    const name = releaseNameOf(on);
    const namespace = textIn(on.fact.spec['storageNamespace']) ?? on.fact.metadata.namespace ?? '';
    const key = [reachOf(on), namespace, name].join('\n');
    const other = first.get(key);
    if (other === undefined) {
      first.set(key, on);
      continue;
    }
    yield {
      on,
      message: `its Helm release ${quote(name)} in namespace ${quote(namespace)} is already that of ${nameOf(other.fact)} (${other.directory}), and the two would upgrade over and uninstall each other: give one of them another releaseName`,
    };
  }
}

function* unverifiedFindings(kind: 'HelmChart' | 'HelmRelease', objects: ClusterObjects): Generator<ClusterFinding> {
  for (const on of objects.of(kind)) {
    const { metadata, spec } = on.fact;
    const chart = kind === 'HelmChart' ? spec : fieldsIn(valueIn(spec, 'chart', 'spec'));
    const { kind: source, name, namespace } = fieldsIn(chart['sourceRef']);
    if (!isGiven(chart['verify']) || source !== 'HelmRepository') continue;
    const repository = objects.find('HelmRepository', textIn(namespace) ?? metadata.namespace ?? '', String(name));
    if (repository === undefined || repository.fact.spec['type'] === 'oci') continue;
    yield {
      on,
      message: `verify is skipped in silence for a chart from HelmRepository ${quote(name)}, which is not of type oci: take the chart from a registry, or leave verify out`,
    };
  }
}

/** Depth of the folder at which a copy puts a chart's files; undefined if its form does not tell. */
function chartDepth({ from, to, strategy }: Fields): number | undefined {
  const [, path = ''] = /^@[^/]+\/(.*)$/.exec(String(from)) ?? [];
  const into = folderOf(String(to).replace(/^@artifact\//, ''));
  const depth = into === '' ? 0 : into.split('/').length;
  if (strategy === 'Extract') return undefined;
  if (/^[^*?[\]]+\/\*\*$/.test(path)) return depth;
  const last = path.replace(/\/$/, '').split('/').at(-1)!;
  return /^[\w-]+$/.test(last) ? depth + 1 : undefined;
}

function* layoutFindings(objects: ClusterObjects): Generator<ClusterFinding> {
  const made = new Map<string, Fields[]>();
  for (const { fact } of objects.of('ArtifactGenerator')) {
    for (const { name, copy } of mapsIn(fact.spec['artifacts']))
      made.set(`${fact.metadata.namespace}/${String(name)}`, mapsIn(copy));
  }
  for (const on of objects.of('HelmRelease')) {
    const { kind, name, namespace } = fieldsIn(on.fact.spec['chartRef']);
    if (kind !== 'ExternalArtifact') continue;
    const copies = made.get(`${textIn(namespace) ?? on.fact.metadata.namespace}/${String(name)}`);
    const depths = copies?.map(chartDepth) ?? [];
    if (depths.length === 0 || depths.includes(undefined) || depths.includes(1)) continue;
    yield {
      on,
      message: `chartRef reads ExternalArtifact ${quote(name)}, whose chart lies ${depths.includes(0) ? 'at its root' : 'too deep in it'}, and Helm loads a chart from one folder of the archive: copy it to "@artifact/NAME/"`,
    };
  }
}

const HELM = { kind: 'HelmRelease', controller: 'helm-controller' } as const;

/** Rules about Helm releases and charts of one cluster. */
export const RELEASE_RULES: readonly ClusterRule[] = [
  {
    ...HELM,
    id: 'helm-release-name-twice',
    file: 'internal/action/verify.go',
    severity: 'error',
    when: 'two HelmReleases have one release name and storage namespace on the cluster that they reach, after defaults',
    then: 'each upgrades over the other at every interval, both Ready; deleting one uninstalls all',
    check: twiceFindings,
  },
  {
    ...HELM,
    id: 'helm-release-chart-layout',
    file: 'internal/loader/artifact_url.go',
    severity: 'error',
    when: "`chartRef` reads an ExternalArtifact whose chart lies at the archive's root, or too deep",
    then: 'ArtifactFailed: could not load chart',
    check: layoutFindings,
  },
  {
    kind: 'HelmChart',
    controller: 'source-controller',
    id: 'helm-chart-unverified',
    file: 'internal/controller/helmchart_controller.go',
    severity: 'error',
    when: '`verify` for a chart from a HelmRepository that is not of type oci',
    then: 'the chart is taken unverified, and nothing says so',
    check: (objects) => unverifiedFindings('HelmChart', objects),
  },
  {
    ...HELM,
    controller: 'source-controller',
    id: 'helm-release-chart-unverified',
    file: 'internal/controller/helmchart_controller.go',
    severity: 'error',
    when: '`chart.spec.verify` for a chart from a HelmRepository that is not of type oci',
    then: 'the chart is taken unverified, and nothing says so',
    check: (objects) => unverifiedFindings('HelmRelease', objects),
  },
];
