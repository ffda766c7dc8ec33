import { Found, World } from './world';

const PLATFORM = 'kustomize-controller';

/** Flux objects that Flux, under its lockdown, would refuse or get stuck with. */
export function* brokenFluxObjects(world: World): Generator<string> {
  const present = new Set(world.objects.map(addressOf));
  for (const found of world.objects) {
    const { object, manager } = found;
    if (object.spec === undefined || !object.apiVersion.includes('toolkit.fluxcd.io/')) continue;
    const { namespace, name } = object.metadata;
    const { sourceRef, chartRef, chart, dependsOn = [], kubeConfig } = object.spec;
    const what = addressOf(found);
    if (object.kind === 'Kustomization' && Buffer.byteLength(name) > 63) yield `${what} has too long a name`;
    for (const reference of [
      ...[sourceRef, chartRef, chart?.spec.sourceRef],
      ...dependsOn.map((dependency) => ({ ...dependency, kind: object.kind })),
    ]) {
      if (reference === undefined) continue;
      const to = `${manager} ${reference.kind} ${namespace}/${reference.name}`;
      if ((reference.namespace ?? namespace) !== namespace) yield `${what} refers to another namespace, ${to}`;
      if (!present.has(to)) yield `${what} refers to ${to}, which is not there`;
    }
    if (kubeConfig && world.targetOf(found) !== namespace) yield `${what} names a kubeconfig outside its namespace`;
    if (object.kind === 'Kustomization' || object.kind === 'HelmRelease') yield* brokenAccount(world, found);
  }
}

function addressOf({ manager, object: { kind, metadata } }: Found): string {
  return `${manager} ${kind} ${metadata.namespace}/${metadata.name}`;
}

/** Flux looks an account up where the object is, on the cluster that it acts on. */
function* brokenAccount(world: World, found: Found): Generator<string> {
  const { namespace } = found.object.metadata;
  const account = found.object.spec!.serviceAccountName;
  const cluster = world.targetOf(found);
  if (namespace === 'flux-system' && account === PLATFORM) return;
  if (!world.clusters.get(cluster)!.has(`/ServiceAccount/${namespace}/${account}`)) {
    yield `${addressOf(found)} acts as ${account}, which ${cluster} does not have`;
  }
}

/** Kustomizations that wait for others, or do not wait for what they apply. */
export function* wrongWaits(world: World): Generator<string> {
  for (const { directory, object } of world.applications) {
    const brings = world.in(directory).some((found) => found.object.kind === 'Kustomization');
    if (object.spec!.wait === brings) yield `${directory}: wait is ${object.spec!.wait}`;
  }
}

/** Objects of tenants that reach beyond the tenant's own account and namespaces. */
export function* trespassingTenants(world: World): Generator<string> {
  for (const { directory, cluster, manager } of world.applications) {
    const tenant = /\/tenants\/([^/]+)\/apps$/.exec(directory)?.[1];
    if (tenant === undefined) continue;
    const namespaces = namespacesOf(world, directory, tenant);
    if (cluster !== manager) yield `${directory} is applied on ${cluster}`;
    for (const found of world.in(directory)) {
      const { kind, metadata, spec } = found.object;
      const control = metadata.namespace!;
      const remote = world.description.clusters.some(({ name }) => name === control);
      const what = `${directory} ${kind} ${control}/${metadata.name}`;
      if (!remote && !namespaces.has(control)) yield `${what} is not in a namespace of the tenant's`;
      if (kind !== 'Kustomization') continue;
      const { serviceAccountName, targetNamespace = '', kubeConfig, path } = spec!;
      if (!namespaces.has(targetNamespace)) yield `${what} goes to ${targetNamespace}`;
      if (!remote && targetNamespace !== control) yield `${what} goes to another namespace, ${targetNamespace}`;
      if (serviceAccountName !== (remote ? targetNamespace : tenant)) yield `${what} acts as ${serviceAccountName}`;
      if ((kubeConfig !== undefined) !== remote) yield `${what} goes to the wrong cluster`;
      if (!path?.startsWith('./')) yield `${what} reads ${path}`;
      const rights = rightsOf(world, directory, { name: serviceAccountName!, namespace: control });
      if (rights !== `RoleBinding ${targetNamespace} Role deployer`) yield `${what} acts with ${rights || 'no rights'}`;
    }
  }
}

function accessOf(world: World, directory: string) {
  return world.in(directory.replace(/apps$/, 'access')).map(({ object }) => object);
}

function namespacesOf(world: World, directory: string, tenant: string): Set<string> {
  return new Set(
    accessOf(world, directory)
      .filter(({ kind, metadata }) => kind === 'Namespace' && metadata.labels?.['toolkit.fluxcd.io/tenant'] === tenant)
      .map(({ metadata }) => metadata.name),
  );
}

/** What is bound to an account. */
function rightsOf(
  world: World,
  directory: string,
  account: { readonly name: string; readonly namespace: string },
): string {
  const subject = JSON.stringify([{ kind: 'ServiceAccount', ...account }]);
  return accessOf(world, directory)
    .filter(({ subjects }) => JSON.stringify(subjects) === subject)
    .map(({ kind, metadata, roleRef }) => {
      const role = roleRef as { readonly kind: string; readonly name: string };
      return `${kind} ${metadata.namespace} ${role.kind} ${role.name}`;
    })
    .join(', ');
}
