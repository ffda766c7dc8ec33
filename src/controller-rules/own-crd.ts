import { folderOf, listIn, textIn, textsIn } from './fields';
import { ClusterFinding, ClusterObjects, ClusterRule, nameOf } from './rule';

/** The kinds, as `group/Kind`, whose CRDs the program itself brings to the cluster. */
function broughtKinds(objects: ClusterObjects): Set<string> {
  return new Set(
    objects
      .of('CustomResourceDefinition')
      .map(({ fact: { spec } }) => `${String(spec['group'])}/${String(spec['kind'])}`),
  );
}

/** The directories whose Kustomization waits for another: that may bring CRDs. */
function waitingFolders(objects: ClusterObjects): string[] {
  return objects
    .of('Kustomization')
    .filter(({ fact }) => listIn(fact.spec['dependsOn']).length > 0)
    .map(({ fact }) => `/${folderOf(textIn(fact.spec['path']) ?? '')}`);
}

function* ownCrdFindings(objects: ClusterObjects): Generator<ClusterFinding> {
  const custom = objects.of('CustomResource');
  if (custom.length === 0) return;
  const brought = broughtKinds(objects);
  const waiting = waitingFolders(objects);
  const releases = new Map(objects.of('HelmRelease').map((one) => [one.directory, one]));
  for (const on of custom) {
    const release = releases.get(on.directory);
    const { group, kind } = on.fact.spec;
    if (release === undefined || brought.has(`${String(group)}/${String(kind)}`)) continue;
    if (waiting.some((path) => path.endsWith(`/${on.directory}`))) continue;
    yield {
      on,
      message: `it is in the same Kustomization as ${nameOf(release.fact)}: if that chart brings its CRD, the dry run fails on a new cluster and nothing is applied, the release included; move it into a component of its own that has this one in dependsOn, so that it is applied once the release is Ready: on a cluster that has the CRD otherwise, acknowledge this warning`,
    };
  }
}

/** Custom resources of versions that the definition of their kind, which is on their cluster, does not serve. */
function* unservedVersions(objects: ClusterObjects): Generator<ClusterFinding> {
  const served = new Map(
    objects
      .of('CustomResourceDefinition')
      .map(({ fact: { spec } }) => [`${String(spec['group'])}/${String(spec['kind'])}`, textsIn(spec['served'])]),
  );
  if (served.size === 0) return;
  for (const on of objects.of('CustomVersion')) {
    const { group, kind, version } = on.fact.spec;
    const versions = served.get(`${String(group)}/${String(kind)}`);
    if (versions === undefined || versions.includes(String(version))) continue;
    const use = versions.map((one) => `${String(group)}/${one}`).join(' or ');
    yield {
      on,
      message: `its CRD in the program does not serve ${String(group)}/${String(version)}: ${use === '' ? 'let it serve that version' : `use ${use}`}`,
    };
  }
}

/** Rules about custom resources and the releases that bring their kinds. */
export const CRD_RULES: readonly ClusterRule[] = [
  {
    id: 'custom-resource-beside-its-release',
    kind: 'CustomResource',
    controller: 'kustomize-controller',
    file: 'github.com/fluxcd/pkg/ssa v0.76.2 manager_apply.go',
    severity: 'warning',
    when: 'a custom resource is in one Kustomization with the HelmRelease whose chart brings its CRD',
    then: 'the dry run fails (no matches for kind), and nothing is applied, the release included',
    check: ownCrdFindings,
  },
];

/** Rules about custom resources and the definitions of their kinds. */
export const DEFINITION_RULES: readonly ClusterRule[] = [
  {
    id: 'custom-resource-version',
    kind: 'CustomVersion',
    controller: 'kustomize-controller',
    file: 'github.com/fluxcd/pkg/ssa v0.76.2 manager_apply.go',
    severity: 'error',
    when: 'the `apiVersion` of a custom resource is none that its CRD, which the program brings to the cluster, serves',
    then: 'the dry run fails (no matches for kind), and nothing of its Kustomization is applied',
    check: unservedVersions,
  },
];
