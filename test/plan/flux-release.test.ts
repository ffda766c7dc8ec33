import { compare, ManifestTree } from '../../src/plan';

const kustomization = (name: string, path: string, more = '') =>
  `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: ${name}, namespace: flux-system}
spec: {interval: 1h, path: ${path}, prune: true, sourceRef: {kind: GitRepository, name: flux-system}${more}}
`;

const controller = (tag: string, ...args: readonly string[]) =>
  `apiVersion: apps/v1
kind: Deployment
metadata: {name: kustomize-controller, namespace: flux-system}
spec:
  selector: {matchLabels: {app: kustomize-controller}}
  template:
    metadata: {labels: {app: kustomize-controller}}
    spec:
      containers:
        - {name: manager, image: "ghcr.io/fluxcd/kustomize-controller:${tag}", args: ${JSON.stringify(args)}}
`;

/** An instance of Flux Operator, which makes the Kustomization of the root itself. */
const instance = (version: string) =>
  `apiVersion: fluxcd.controlplane.io/v1
kind: FluxInstance
metadata: {name: flux, namespace: flux-system}
spec:
  distribution: {version: "${version}", registry: ghcr.io/fluxcd}
  sync: {kind: GitRepository, url: "https://git.example.com/desk", ref: refs/heads/main, path: clusters/desk}
`;

/** A cluster with an app that uses a variable which nobody sets. */
function cluster(flux: string, note: string): ManifestTree {
  const isInstance = flux.includes('FluxInstance');
  const sync = isInstance
    ? []
    : [['clusters/desk/sync.yaml', kustomization('flux-system', './clusters/desk')] as const];
  return ManifestTree.of(
    new Map([
      ...sync,
      ['clusters/desk/flux.yaml', flux],
      ['clusters/desk/apps.yaml', kustomization('apps', './apps', ', postBuild: {substitute: {HOUSE: north}}')],
      [
        'apps/notes.yaml',
        `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: notes, namespace: desk}\ndata: {a: "\${HOUSE}\${ROOM}", b: ${note}}\n`,
      ],
    ]),
  );
}

function changedWith(flux: string): string[] {
  return compare(cluster(flux, 'one'), cluster(flux, 'two')).changes.map(({ object }) => object.name);
}

describe('a variable that nobody sets', () => {
  test.each([
    ['kustomize-controller 1.8', controller('v1.8.5')],
    ['kustomize-controller 0.35', controller('v0.35.1')],
    ['a feature gate', controller('v1.9.5', '--log-level=info', '--feature-gates=StrictPostBuildSubstitutions=false')],
    ['a FluxInstance of 2.8', instance('2.8.x')],
  ])('is empty with %s', (_name, flux) => {
    expect(changedWith(flux)).toEqual(['notes']);
  });

  test.each([
    ['kustomize-controller 1.9', controller('v1.9.0')],
    ['a feature gate', controller('v1.8.5', '--feature-gates=StrictPostBuildSubstitutions=true')],
    ['a FluxInstance of any release', instance('2.x')],
    ['a controller without a release', controller('latest')],
  ])('fails the build with %s', (_name, flux) => {
    expect(changedWith(flux)).toEqual([]);
  });

  test('fails the build from the upgrade of Flux on', () => {
    const { changes, problems } = compare(cluster(controller('v1.8.5'), 'one'), cluster(controller('v1.9.0'), 'two'));
    expect(changes.map(({ object, effect }) => `${object.name} ${effect}`)).toEqual([
      'kustomize-controller patched',
      'notes held',
    ]);
    expect(problems.map(({ message }) => message)).toEqual([expect.stringContaining('ROOM')]);
  });
});
