import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as workerClusters from '../../examples/multicluster/worker-clusters';
import { KubernetesObject, objectIdentity } from '../../src/kubernetes/objects';
import { runProgram } from '../support/program-text';
import { documentsOf, Spec } from '../support/world';

/** Faults of the scripts of the fleet that the example says again: a statement has none of them. */

const PROGRAM = readFileSync(join(__dirname, '../../examples/multicluster/fleet.ts'), 'utf8');
const DEV = "const dev = new Environment(fleet, 'dev', { branch: 'dev', clusters: [america, south, pacific] });\n";
const SOUTH = "const south = new Cluster(fleet, 'k3s-america-south', { managedBy: america });\n";
const NORTH = "const north = new Cluster(fleet, 'k3s-america-north', { managedBy: america });\n";
const RONIN =
  "new App(new Tenant(fleet, 'ronin', { source: Source.git({ url: manifests, branch: 'ronin' }) }), 'web', { path: './web' });\n";

type FluxObject = KubernetesObject & { readonly spec?: Spec };
type Files = ReadonlyMap<string, string>;

const edited = (...edits: ReadonlyArray<readonly [before: string, after: string]>) =>
  edits.reduce((text, [before, after]) => {
    expect(text.split(before)).toHaveLength(2);
    return text.replace(before, () => after);
  }, PROGRAM);

function filesOf(text: string): Files {
  const { tree } = runProgram(text, { './worker-clusters': workerClusters }).synthesize();
  return new Map(tree.paths.map((path) => [path, tree.get(path)!]));
}

const objectsOf = (files: Files, isIn: (path: string) => boolean = () => true) =>
  [...files].flatMap(([file, text]) =>
    file === 'branches.txt' || file.endsWith('/kustomization.yaml') || !isIn(file)
      ? []
      : (documentsOf(text) as FluxObject[]).map((object) => ({ file, object })),
  );

const isKustomization = ({ kind, apiVersion }: FluxObject) =>
  kind === 'Kustomization' && apiVersion.startsWith('kustomize.toolkit.fluxcd.io/');

test('a remote cluster is in the environments that name it, and in no other one of its manager', () => {
  const files = filesOf(
    edited(
      [SOUTH, SOUTH + NORTH],
      [DEV, `${DEV}new Environment(fleet, 'qa', { branch: 'qa', clusters: [america, north] });\n`],
    ),
  );
  const environments = (remote: string) => {
    const at = new RegExp(`^clusters/k3d-america/remotes/${remote}/(dev|qa)/`);
    return [...new Set([...files.keys()].flatMap((file) => at.exec(file)?.[1] ?? []))];
  };
  expect([environments('k3s-america-south'), environments('k3s-america-north')]).toEqual([['dev'], ['qa']]);
  const branches = objectsOf(files, (file) => file === 'clusters/k3d-america/remotes/k3s-america-north.yaml')
    .filter(({ object }) => object.kind === 'GitRepository')
    .map(({ object }) => [object.metadata.name, (object.spec as { ref?: { branch?: string } }).ref?.branch]);
  expect(branches).toEqual([
    ['fleet', 'main'],
    ['fleet-qa', 'qa'],
  ]);
});

test('no object comes from two folders on one cluster', () => {
  const files = filesOf(edited([SOUTH, SOUTH + NORTH], [DEV, DEV.replace('pacific]', 'pacific, north]')]));
  const landings = objectsOf(files).map(({ file, object }) => {
    const [, manager, remote] = /^clusters\/([^/]+)\/(?:remotes\/([^/]+)\/)?/.exec(file)!;
    // Of what is in a remote cluster's folder, Flux's objects and accounts named so are on the manager.
    const isOnManager =
      object.apiVersion.includes('toolkit.fluxcd.io/') ||
      /\/(accounts|sources)\.yaml$/.test(file) ||
      remote === undefined;
    return `${isOnManager ? manager : remote} ${objectIdentity(object)}`;
  });
  expect(landings.filter((one, at) => landings.indexOf(one) !== at)).toEqual([]);
  expect(landings.filter((one) => / \/Namespace\//.test(one)).length).toBeGreaterThan(20);
});

test('a tenant that comes after a remote cluster reaches it through the kubeconfig, as all others do', () => {
  const files = filesOf(edited(['const yakuza', `${RONIN}const yakuza`]));
  const far = (tenant: string) =>
    objectsOf(files, (file) => /^clusters\/k3d-america\/remotes\//.test(file))
      .filter(({ object }) => isKustomization(object) && object.metadata.name.includes(tenant))
      .map(({ object }) => [object.metadata.name.replace(tenant, 'TENANT'), object.spec?.kubeConfig?.secretRef.name]);
  const secret = 'k3s-america-south-kubeconfig';
  expect(far('ronin')).toEqual([
    ['dev-TENANT-access', secret],
    // It applies the tenant's Kustomizations, to the manager.
    ['dev-TENANT-apps', undefined],
    ['dev-TENANT.web', secret],
  ]);
  expect(far('yakuza').map(([, kubeConfig]) => kubeConfig)).toEqual([secret, undefined, secret]);
});

test('a run deletes no app that an earlier one made, and repeats what it wrote', () => {
  const before = filesOf(PROGRAM);
  expect(filesOf(PROGRAM)).toEqual(before);
  const changed = (text: string) => {
    const after = filesOf(text);
    return [...before.keys()].filter((file) => before.get(file) !== after.get(file));
  };
  // The scripts write an environment's files anew for each cluster and tenant, without the apps that were added to them.
  expect(changed(edited([SOUTH, SOUTH + NORTH]))).toEqual(['clusters/k3d-america/kustomization.yaml']);
  expect(
    changed(edited(['const yakuza', `${RONIN}const yakuza`])).filter((file) => !/\/tenants\.yaml$/.test(file)),
  ).toEqual(['k3d-america/remotes/k3s-america-south/dev'].map((folder) => `clusters/${folder}/kustomization.yaml`));
});

test('nothing applies a folder that is gone, whatever is removed', () => {
  const drained = DEV.replace('pacific]', 'pacific], drainedClusters: [pacific]');
  const states = [
    PROGRAM,
    edited([DEV, drained]),
    edited([DEV, DEV.replace(', pacific]', ']')]),
    edited([SOUTH, SOUTH.replace('america }', 'america, drained: true }')]),
    edited([SOUTH, ''], [DEV, DEV.replace('south, ', '')]),
  ];
  for (const text of states) {
    const files = filesOf(text);
    const folders = new Set([...files.keys()].map((file) => `./dist/${file.replace(/\/[^/]*$/, '')}`));
    const followed = objectsOf(files)
      .filter(({ object }) => isKustomization(object) && object.spec?.path?.startsWith('./dist/'))
      .map(({ object }) => object.spec!.path!);
    expect(followed.length).toBeGreaterThan(10);
    expect(followed.filter((path) => !folders.has(path))).toEqual([]);
  }
});
