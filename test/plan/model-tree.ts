import { ManifestTree, Removal } from '../../src/plan-entry';
import { toYaml } from '../../src/units/yaml';
import { directoryOf, ModelFleet, ModelObject, ModelRemoval, ModelUnit, SYSTEM } from './model';

/** A value that no report may show. */
export function secretValue(content: number): string {
  return `never-to-be-seen-${content}-x`;
}

/** The manifests of a fleet of the model. */
export function treeOf(fleet: ModelFleet): ManifestTree {
  const files = new Map<string, string>();
  for (const [cluster, { units, bare }] of fleet) {
    const root = `clusters/${cluster}`;
    files.set(`${root}/kustomization.yaml`, list(bare ? [] : ['sync.yaml', 'units.yaml']));
    files.set(`${root}/sync.yaml`, [source(), kustomization(SYSTEM, `./${root}`, {})].map(toYaml).join('---\n'));
    const kustomizations = [...units.values()].map((unit) => unitKustomization(unit, root));
    files.set(`${root}/units.yaml`, kustomizations.map(toYaml).join('---\n') || '# none\n');
    for (const unit of units.values()) {
      const directory = `${root}/${directoryOf(unit)}`;
      const listed = unit.objects.filter((object) => !object.unlisted).map(fileName);
      files.set(`${directory}/kustomization.yaml`, list(listed));
      for (const object of unit.objects) files.set(`${directory}/${fileName(object)}`, toYaml(manifest(object)));
    }
  }
  return ManifestTree.of(files);
}

function list(resources: readonly string[]): string {
  return toYaml({ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources });
}

function fileName({ kind, namespace, name }: ModelObject): string {
  return `${kind.toLowerCase()}-${namespace}-${name}.yaml`;
}

function source(): object {
  return {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'GitRepository',
    metadata: { name: SYSTEM, namespace: SYSTEM },
    spec: { interval: '1m', url: 'https://git.example.com/acme/fleet' },
  };
}

function kustomization(name: string, path: string, spec: object): object {
  return {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name, namespace: SYSTEM },
    spec: { path, prune: true, sourceRef: { kind: 'GitRepository', name: SYSTEM }, ...spec },
  };
}

function unitKustomization(unit: ModelUnit, root: string): object {
  return kustomization(unit.name, `./${root}/${directoryOf(unit)}`, {
    prune: unit.prune,
    ...(unit.suspend ? { suspend: true } : {}),
    ...(unit.policy === 'MirrorPrune' ? {} : { deletionPolicy: unit.policy }),
    ...(unit.dependsOn.length > 0 ? { dependsOn: unit.dependsOn.map((name) => ({ name })) } : {}),
  });
}

const VERSIONS: Readonly<Record<string, string>> = {
  CustomResourceDefinition: 'apiextensions.k8s.io/v1',
  Deployment: 'apps/v1',
  HelmRelease: 'helm.toolkit.fluxcd.io/v2',
  StatefulSet: 'apps/v1',
};

function manifest({ kind, namespace, name, content, keep }: ModelObject): object {
  return {
    apiVersion: VERSIONS[kind] ?? 'v1',
    kind,
    metadata: {
      name,
      ...(namespace === '' ? {} : { namespace }),
      annotations: {
        'example.com/content': `number ${content}`,
        ...(keep ? { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' } : {}),
      },
    },
    ...(kind === 'Secret' ? { stringData: { password: secretValue(content) } } : {}),
  };
}

/** A declaration of the model as a program would make it. */
export function removalOf(removal: ModelRemoval): Removal {
  const options = {
    reason: 'the model says so',
    ...('on' in removal && removal.on !== undefined ? { on: { clusters: [removal.on] } } : {}),
  };
  switch (removal.what) {
    case 'object': {
      const { kind, namespace, name } = removal;
      return Removal.object({ kind, name, ...(namespace === '' ? {} : { namespace }) }, options);
    }
    case 'rename': {
      const { kind, namespace, from, to } = removal;
      return Removal.rename({ kind, from, to, ...(namespace === '' ? {} : { namespace }) }, options);
    }
    default:
      return Removal[removal.what](removal.name, options);
  }
}
