import * as vm from 'node:vm';
import { Cluster, Fleet, Removal, Source } from '../../src/index';
import { formatFinding } from '../../src/plan/guard/finding';
import { guard, ManifestTree } from '../../src/plan-entry';

/** A cluster whose Flux gets another installer: at once it is refused, and each step of the message passes. */

const LABELS = 'labels: {app.kubernetes.io/part-of: flux}';

/** What `flux install --export` writes, as far as it matters here. */
const COMPONENTS = `apiVersion: v1
kind: Namespace
metadata: {name: flux-system, ${LABELS}}
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: kustomizations.kustomize.toolkit.fluxcd.io, ${LABELS}}
spec:
  group: kustomize.toolkit.fluxcd.io
  scope: Namespaced
  names: {kind: Kustomization, plural: kustomizations}
  versions: []
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: kustomize-controller, namespace: flux-system, ${LABELS}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: extra, namespace: flux-system, ${LABELS}}
`;

type Installer = 'external' | 'gotk' | 'operator';

interface State {
  readonly bootstrap: Installer;
  readonly keepFlux?: boolean;
  /** Flux's own manifests; undefined for a folder without them. */
  readonly components?: string;
}

function fleetOf({ bootstrap, keepFlux }: State): Fleet {
  const source = Source.git({ url: 'https://git.example.com/acme/fleet', branch: 'main' });
  const fleet = new Fleet({ name: 'acme', source });
  new Cluster(fleet, 'eu-1', { bootstrap, ...(keepFlux === undefined ? {} : { keepFlux }) });
  return fleet;
}

function treeOf(state: State): ManifestTree {
  const { tree } = fleetOf(state).synthesize();
  const files = tree.paths.map((path): [string, string] => [`dist/${path}`, tree.get(path)!]);
  const { components } = state;
  const file = 'dist/clusters/eu-1/flux-system/gotk-components.yaml';
  return ManifestTree.of([...files, ...(components === undefined ? [] : [[file, components] as const])]);
}

function errors(from: State, to: State, declarations: readonly Removal[] = []): string[] {
  const { findings } = guard({ base: treeOf(from), next: treeOf(to), today: '2026-12-01', declarations });
  return findings.filter(({ severity }) => severity === 'error').map(formatFinding);
}

const GOTK: State = { bootstrap: 'gotk', components: COMPONENTS };
const KEPT: State = { ...GOTK, keepFlux: true };
const OPERATOR: State = { bootstrap: 'operator' };

/** A folder from which nobody has taken the file that nothing lists any more. */
const LEFT: State = { ...OPERATOR, components: COMPONENTS };

test.each([
  ['the file goes', OPERATOR],
  ['the file stays', LEFT],
])('from gotk to operator in steps, where %s', (_what, operator) => {
  const [message, ...others] = errors(GOTK, operator);
  expect(others).toEqual([]);
  expect(message).toMatch(
    /^error installer-changed: \[eu-1\] Flux on "eu-1" goes over from gotk-components\.yaml to Flux Operator, and deletes itself with everything that it applied there, Namespace flux-system among it: keep the installer, or change it in steps, which delete nothing\n/,
  );
  expect(message!.split('\n').slice(1)).toEqual([
    expect.stringMatching(/give cluster eu-1 keepFlux: true, commit that and let Flux apply it/),
    expect.stringMatching(/install the operator on eu-1: helm install flux-operator /),
    expect.stringMatching(/give it bootstrap: 'operator', take keepFlux out, and commit that/),
  ]);
  expect(errors(GOTK, KEPT)).toEqual([]);
  expect(errors(KEPT, operator)).toEqual([]);
});

test('from gotk to somebody else in steps', () => {
  const external: State = { bootstrap: 'external' };
  const [message, ...others] = errors(GOTK, external);
  expect(others).toEqual([]);
  expect(message).toMatch(
    /^error installer-changed: \[eu-1\] .* to somebody else, .*\n.*keepFlux: true.*\n.*bootstrap: 'external', take keepFlux out/,
  );
  expect(errors(KEPT, external)).toEqual([]);
});

test('the mark that comes with the change comes too late', () => {
  const unmarked = {
    ...GOTK,
    components: `${COMPONENTS}---\n${COMPONENTS.split('---\n')[3]!.replaceAll(/extra|, labels: \{[^}]*\}/g, (found) => (found === 'extra' ? 'unmarked' : ''))}`,
  };
  expect(errors({ ...unmarked, keepFlux: true }, OPERATOR)).toEqual([
    expect.stringMatching(/^error installer-changed: .*, ConfigMap flux-system\/unmarked among it: /),
  ]);
});

test('an object that a newer Flux lacks is no change of the installer', () => {
  const newer = COMPONENTS.replace(/---\n(?!.*---)[^]*$/, '');
  expect(errors(GOTK, { ...GOTK, components: newer }).join('\n')).not.toContain('installer-changed');
});

test.each([GOTK, { bootstrap: 'external' }] satisfies readonly State[])(
  'from operator to $bootstrap in steps',
  (to) => {
    const [message, ...others] = errors(OPERATOR, to);
    expect(others).toEqual([]);
    expect(message).toMatch(
      /^error installer-changed: \[eu-1\] FluxInstance flux-system\/flux goes from "eu-1", and Flux Operator uninstalls Flux with everything that it has made: .*\n.*kubectl annotate fluxinstance flux --namespace flux-system fluxcd\.controlplane\.io\/reconcile=disabled\n/,
    );
    const [code] = /Removal\.object\(.*?\}\)/.exec(message!)!;
    const removal = (vm.runInThisContext(`(Removal) => ${code}`) as (api: typeof Removal) => Removal)(Removal);
    expect(errors(OPERATOR, to, [removal])).toEqual([]);
  },
);

test.each(['external', 'operator'] as const)('only what gotk installs is kept, not %s', (bootstrap) => {
  const fleet = fleetOf({ bootstrap, keepFlux: true });
  expect(() => fleet.synthesize()).toThrow(
    `[eu-1] keepFlux is given, but bootstrap is "${bootstrap}": take it out, it belongs to bootstrap: 'gotk' alone`,
  );
});

test('what is kept is marked: what has the label of Flux, and the source and Kustomization of the root', () => {
  const { tree } = fleetOf(KEPT).synthesize();
  expect(tree.get('clusters/eu-1/kustomization.yaml')).toMatch(
    /- patch: \|\n {4}apiVersion: v1\n {4}kind: Any\n {4}metadata:\n {6}annotations:\n {8}kustomize\.toolkit\.fluxcd\.io\/prune: disabled\n {6}name: any\n {2}target:\n {4}labelSelector: app\.kubernetes\.io\/part-of=flux\n/,
  );
  const sync = tree.get('clusters/eu-1/flux-system/gotk-sync.yaml')!;
  expect(sync.match(/kustomize\.toolkit\.fluxcd\.io\/prune: disabled/g)).toHaveLength(2);
});

test('what the fleet says of keeping is for the clusters with gotk, and one of them must be there', () => {
  const source = Source.git({ url: 'https://git.example.com/acme/fleet', branch: 'main' });
  const fleet = new Fleet({ name: 'acme', source, keepFlux: true, bootstrap: 'gotk' });
  new Cluster(fleet, 'eu-1');
  new Cluster(fleet, 'eu-2', { bootstrap: 'operator' });
  new Cluster(fleet, 'eu-3', { keepFlux: false });
  const { tree } = fleet.synthesize();
  const isKept = (cluster: string) => tree.get(`clusters/${cluster}/kustomization.yaml`)!.includes('prune: disabled');
  expect(['eu-1', 'eu-2', 'eu-3'].map(isKept)).toEqual([true, false, false]);
  const without = new Fleet({ name: 'acme', source, keepFlux: true, bootstrap: 'operator' });
  new Cluster(without, 'eu-1');
  expect(() => without.synthesize()).toThrow(
    "[acme] keepFlux is given, but no cluster takes it: say bootstrap: 'gotk', or leave it out",
  );
});
