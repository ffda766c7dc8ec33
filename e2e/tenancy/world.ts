import { ArtifactLoop } from '../harness/artifact-loop';
import { ArtifactServer } from '../harness/artifacts';
import { ControlPlane } from '../harness/control-plane';
import { installFluxCrds, installPlatform } from '../harness/flux';
import { parseObjects } from '../harness/flux-manifests';
import { serviceAccountUser, type KubeClient } from '../harness/kube-client';
import { KubeError, type Impersonation } from '../harness/kube-http';
import { textAt, type KubeObject } from '../harness/kube-object';
import { StandInKubelet } from '../harness/kubelet';
import { KustomizeController } from '../harness/kustomize-controller';
import type { FileMap } from '../harness/tar';
import { waitForReady } from '../harness/wait';
import { GUEST, OPEN } from './doors';
import { CLUSTER, CONTROL, filesOf, FLEET_URL, folder, PRESETS, tenancyFleet, urlOf } from './fleet';
import { installProducts } from './products';

export const TENANTS: readonly string[] = [...PRESETS, GUEST, OPEN, 'tight'];
export const ADMISSION = 'admissionregistration.k8s.io/v1';
export const RBAC = 'rbac.authorization.k8s.io/v1';

export const POLICIES: readonly string[] = [
  'protected-namespaces',
  ...['annotations', 'budgets', 'exposure', 'fences', 'pods', 'products', 'reconcilers', 'references', 'sources'].map(
    (name) => `tenant-${name}`,
  ),
  'tenant-volumes',
];

/** Name of a policy's object. */
export const objectName = (policy: string) => `${policy}.fleet.cdk8s.io`;

/** As one of a tenant's people. */
export const person = (group: string): Impersonation => ({
  user: `somebody in ${group}`,
  groups: [group, 'system:authenticated'],
});

/** As the account that Flux applies a tenant's apps as. */
export const accountOf = (tenant: string): Impersonation => serviceAccountUser(`prod-${tenant}`, tenant);

/** The policy that refuses a request, what else refuses it, or undefined when it passes. */
export async function refusal(request: Promise<unknown>): Promise<string | undefined> {
  try {
    await request;
    return undefined;
  } catch (error) {
    if (!(error instanceof KubeError)) throw error;
    return /ValidatingAdmissionPolicy '([^']+)\.fleet\.cdk8s\.io'/.exec(error.message)?.[1] ?? error.message;
  }
}

/** What a tenant's repository holds, unless a test says otherwise. */
const HARMLESS = [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'app' }, data: { harmless: 'yes' } }];

/** The content of every repository: the fleet's, and the app of each tenant. */
export function contentOf(fleet: FileMap, repositories: Readonly<Record<string, readonly object[]>> = {}) {
  return (source: KubeObject): FileMap => {
    const url = textAt(source, 'spec', 'url');
    if (url === FLEET_URL) return fleet;
    const tenant = TENANTS.find((name) => url === urlOf(name));
    return folder('app', (tenant === undefined ? undefined : repositories[tenant]) ?? HARMLESS);
  };
}

/** A cluster with the fleet on it, every tenant Ready. */
export interface TenancyWorld {
  readonly plane: ControlPlane;
  readonly client: KubeClient;
  readonly loop: ArtifactLoop;
  readonly files: FileMap;
  stop(): Promise<void>;
}

export async function startWorld(): Promise<TenancyWorld> {
  const controllers = ['deployment', 'replicaset', 'validatingadmissionpolicy-status'] as const;
  const plane = await ControlPlane.start({ name: CLUSTER, controllers });
  const client = plane.client();
  StandInKubelet.start(plane);
  const server = await ArtifactServer.start();
  await installFluxCrds(plane);
  await installPlatform(plane);
  await installProducts(client);
  await KustomizeController.start(plane);
  const files = filesOf(tenancyFleet());
  for (const object of parseObjects(files[`dist/clusters/${CLUSTER}/flux-system/gotk-sync.yaml`]!.toString())) {
    await client.apply(object);
  }
  const loop = ArtifactLoop.start({ plane, server, content: contentOf(files) });
  const all = [{ namespace: 'flux-system', name: 'policies' }, ...TENANTS.flatMap(kustomizationsOf)];
  await waitForReady(client, all);
  return {
    ...{ plane, client, loop, files },
    stop: async () => {
      await plane.stop();
      await server.stop();
    },
  };
}

/** The Kustomizations of a tenant's access and of its app. */
export function kustomizationsOf(tenant: string): { readonly namespace: string; readonly name: string }[] {
  return [
    { namespace: CONTROL, name: `${tenant}-access` },
    { namespace: `prod-${tenant}`, name: 'app' },
  ];
}

/** Binds every tenant's account to cluster-admin within its namespace, as `flux create tenant` does by default. */
export async function bindTooMuch(client: KubeClient): Promise<void> {
  for (const tenant of TENANTS) {
    await client.apply({
      apiVersion: RBAC,
      kind: 'RoleBinding',
      metadata: { name: 'too-much', namespace: `prod-${tenant}` },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
      subjects: [{ kind: 'ServiceAccount', name: tenant, namespace: `prod-${tenant}` }],
    });
  }
}

/** Does something while a policy is not there, and waits until it is back. */
export async function withoutPolicy(client: KubeClient, policy: string, body: () => Promise<void>): Promise<void> {
  const name = objectName(policy);
  const reference = { apiVersion: ADMISSION, kind: 'ValidatingAdmissionPolicyBinding', name };
  const { spec } = await client.get(reference);
  await client.delete(reference);
  try {
    await body();
  } finally {
    const { apiVersion, kind } = reference;
    await client.apply({ apiVersion, kind, metadata: { name }, spec });
  }
}
