import type { ControlPlane } from './control-plane';
import { fluxManifests, fluxOperatorCrds } from './flux-manifests';
import type { KubeClient } from './kube-client';
import { conditionOf, referenceTo, type KubeObject } from './kube-object';
import { waitFor } from './wait';

/** The Flux release that suites run against unless they say otherwise. */
export const FLUX_VERSION = '2.9.5';

/** Namespace that Flux itself is installed in. */
export const FLUX_NAMESPACE = 'flux-system';

/** Installs the CRDs of a Flux release (source, kustomize, helm, notification, image) and waits until they work. */
export async function installFluxCrds(plane: ControlPlane, version: string = FLUX_VERSION): Promise<void> {
  const objects = await fluxManifests(version);
  await installCrds(
    plane.client(),
    objects.filter(({ kind }) => kind === 'CustomResourceDefinition'),
  );
}

/** Installs the CRDs of the Flux Operator (FluxInstance, ResourceSet, …) and waits until they work. */
export async function installFluxOperatorCrds(plane: ControlPlane): Promise<void> {
  await installCrds(plane.client(), await fluxOperatorCrds());
}

/**
 * Installs what else a Flux release brings, its Deployments apart: the namespace, the controllers' service accounts,
 * cluster-admin for kustomize-controller and helm-controller, and the roles that are aggregated into every tenant's
 * `view`, `edit` and `admin`. Tests of what a tenant may do would be too kind without those.
 */
export async function installPlatform(plane: ControlPlane, version: string = FLUX_VERSION): Promise<void> {
  const client = plane.client();
  const objects = await fluxManifests(version);
  await client.apply(namespace(FLUX_NAMESPACE));
  const platform = objects
    .filter(({ kind }) => ['ServiceAccount', 'ResourceQuota'].includes(kind))
    .map(inFluxNamespace);
  const access = objects.filter(({ apiVersion }) => apiVersion === 'rbac.authorization.k8s.io/v1').map(suffixed);
  for (const object of [...platform, ...access]) await client.apply(object);
  const edit = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', name: 'edit' };
  await waitFor('role edit to hold the rights on Flux kinds', async () =>
    JSON.stringify((await client.get(edit)).rules).includes('kustomize.toolkit.fluxcd.io'),
  );
}

/** What `flux install --export` writes of a Flux release: namespace, CRDs, accounts, rights and controllers. */
export async function gotkComponents(version: string = FLUX_VERSION): Promise<KubeObject[]> {
  const objects = await fluxManifests(version);
  const ofKinds = (...kinds: readonly string[]) => objects.filter(({ kind }) => kinds.includes(kind));
  return [
    namespace(FLUX_NAMESPACE),
    ...ofKinds('CustomResourceDefinition'),
    ...ofKinds('ServiceAccount', 'ResourceQuota', 'Service', 'Deployment').map(inFluxNamespace),
    ...objects.filter(({ apiVersion }) => apiVersion === 'rbac.authorization.k8s.io/v1').map(suffixed),
  ].map(labelled);
}

// `flux install` gives all of its objects the label; the module gives it to most.
function labelled(object: KubeObject): KubeObject {
  const labels = { ...object.metadata.labels, 'app.kubernetes.io/part-of': 'flux' };
  return { ...object, metadata: { ...object.metadata, labels } };
}

/** A Namespace object. */
export function namespace(name: string, labels: Record<string, string> = {}): KubeObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

/** Applies CRDs and waits until the API server serves every version of them. */
export async function installCrds(client: KubeClient, crds: readonly KubeObject[]): Promise<void> {
  await Promise.all(crds.map((crd) => client.apply(crd)));
  for (const crd of crds) {
    await waitFor(`CRD ${crd.metadata.name} to be established`, async () => {
      return conditionOf(await client.get(referenceTo(crd)), 'Established')?.status === 'True';
    });
  }
  // Discovery lags behind the condition.
  for (const { group, version, kind } of crds.flatMap(servedVersions)) {
    await waitFor(`${kind} of ${group}/${version} to be served`, () => client.serves(`${group}/${version}`, kind));
  }
}

function servedVersions(crd: KubeObject): { group: string; version: string; kind: string }[] {
  const spec = crd.spec as { group: string; names: { kind: string }; versions: { name: string; served: boolean }[] };
  return spec.versions
    .filter(({ served }) => served)
    .map(({ name }) => ({ group: spec.group, version: name, kind: spec.names.kind }));
}

function inFluxNamespace(object: KubeObject): KubeObject {
  return { ...object, metadata: { ...object.metadata, namespace: FLUX_NAMESPACE } };
}

// An installation names its cluster-scoped objects after its namespace, as `flux-edit-flux-system`.
function suffixed(object: KubeObject): KubeObject {
  const rename = (name: string): string => `${name}-${FLUX_NAMESPACE}`;
  const roleRef = object.roleRef as { kind: string; name: string } | undefined;
  const ownRole = roleRef !== undefined && roleRef.name !== 'cluster-admin';
  return {
    ...object,
    metadata: { ...object.metadata, name: rename(object.metadata.name) },
    ...(ownRole && { roleRef: { ...roleRef, name: rename(roleRef.name) } }),
  };
}
