/** A name within a namespace. */
export interface Named {
  readonly namespace: string;
  readonly name: string;
}

/** The kinds that steps deal with, as kubectl tells them from others of the same name. */
export const KUSTOMIZATIONS = 'kustomizations.kustomize.toolkit.fluxcd.io';
export const RELEASES = 'helmreleases.helm.toolkit.fluxcd.io';
const INSTANCES = 'fluxinstances.fluxcd.controlplane.io';

/** Splits `namespace/name`. */
export function named(text: string): Named {
  const slash = text.indexOf('/');
  return { namespace: text.slice(0, slash), name: text.slice(slash + 1) };
}

/** Joins a namespace and a name. */
export function fullName({ namespace, name }: Named): string {
  return `${namespace}/${name}`;
}

/** The command that suspends a Flux object. */
export function suspend({ namespace, name }: Named, kind: string): string {
  return `kubectl patch ${kind} -n ${namespace} ${name} --type merge -p '{"spec":{"suspend":true}}'`;
}

/** Commands that delete objects in their order: parents come before what they would make again. */
export function deleteAll(kind: string, all: readonly Named[]): string[] {
  const runs: { readonly namespace: string; readonly names: string[] }[] = [];
  for (const { namespace, name } of all) {
    const last = runs.at(-1);
    if (last?.namespace === namespace) last.names.push(name);
    else runs.push({ namespace, names: [name] });
  }
  return runs.map(
    ({ namespace, names }) => `kubectl delete ${kind} -n ${namespace} ${names.join(' ')} --ignore-not-found`,
  );
}

/**
 * The command that takes admission policies out of force.
 *
 * @param remote the remote cluster that has them, see {@link handOver}
 */
export function unbind(names: readonly string[], remote = ''): string {
  return `${kubectl(remote)} delete validatingadmissionpolicybindings.admissionregistration.k8s.io ${names.join(' ')} --ignore-not-found`;
}

/** What the API server sets by itself, and does not take when an object is made. */
const SERVER_FIELDS =
  '.status, .metadata.uid, .metadata.resourceVersion, .metadata.creationTimestamp, .metadata.generation, .metadata.managedFields';

/** Resources of the sources that Kustomizations read. */
const SOURCES: Readonly<Record<string, string>> = {
  Bucket: 'buckets.source.toolkit.fluxcd.io',
  GitRepository: 'gitrepositories.source.toolkit.fluxcd.io',
  OCIRepository: 'ocirepositories.source.toolkit.fluxcd.io',
};

/** Commands that save a Kustomization and its source, which somebody made by hand, so that they can be made again. */
export function save(kustomization: Named, source: Named & { readonly kind: string }): string[] {
  return [
    saved(SOURCES[source.kind] ?? source.kind, source, 'source.json'),
    saved(KUSTOMIZATIONS, kustomization, 'root.json'),
  ];
}

/** Commands that make again what {@link save} has saved. */
export function restore(): string[] {
  return ['source.json', 'root.json'].map((file) => applyFile(file));
}

function saved(kind: string, { namespace, name }: Named, file: string): string {
  return `kubectl get ${kind} -n ${namespace} ${name} -o json | jq 'del(${SERVER_FIELDS})' > ${file}`;
}

/**
 * The command that applies a file.
 *
 * @param remote the remote cluster that it is applied to, see {@link handOver}
 */
export function applyFile(file: string, remote = ''): string {
  return `${kubectl(remote)} apply -f ${file}`;
}

/** Kubectl for a cluster: for a remote one with the kubeconfig that {@link handOver} writes. */
function kubectl(remote: string): string {
  return remote === '' ? 'kubectl' : `kubectl --kubeconfig ${remote}.kubeconfig`;
}

/** A Secret with a kubeconfig, and its key. */
export interface KubeConfigSecret extends Named {
  readonly key?: string;
}

/** Commands that write the kubeconfig of a remote cluster into a file, and give its Secret the name that the fleet reads. */
export function handOver(remote: string, from: KubeConfigSecret, to: KubeConfigSecret): string[] {
  const value = from.key === undefined ? '(.data.value // .data["value.yaml"])' : `.data[${JSON.stringify(from.key)}]`;
  const get = `kubectl get secrets -n ${from.namespace} ${from.name} -o json`;
  const isSame = fullName(from) === fullName(to) && from.key === to.key;
  const secret = `{apiVersion, kind, metadata: ${JSON.stringify({ namespace: to.namespace, name: to.name })}, data: {${JSON.stringify(to.key ?? 'value')}: ${value}}}`;
  return [
    `${get} | jq -r '${value} | @base64d' > ${remote}.kubeconfig`,
    ...(from.namespace === to.namespace
      ? []
      : [`kubectl create namespace ${to.namespace} --dry-run=client -o yaml | kubectl apply -f -`]),
    ...(isSame ? [] : [`${get} | jq '${secret}' | kubectl apply -f -`]),
  ];
}

/** The command that keeps Flux Operator from making what a FluxInstance says. */
export function pause({ namespace, name }: Named): string {
  return `kubectl annotate ${INSTANCES} -n ${namespace} ${name} fluxcd.controlplane.io/reconcile=disabled --overwrite`;
}

/** The command that lets Flux Operator go on. */
export function resume({ namespace, name }: Named): string {
  return `kubectl annotate ${INSTANCES} -n ${namespace} ${name} fluxcd.controlplane.io/reconcile-`;
}

/** What must hold of some Flux objects before the next step. */
export interface Check {
  /** Every one orphans its objects and has applied its last change, is suspended, gone, or there and Ready. */
  readonly state: 'gone' | 'orphaning' | 'ready' | 'suspended';
  /** Kustomizations, as `namespace/name`. */
  readonly kustomizations: readonly string[];
  /** HelmReleases, as `namespace/name`. */
  readonly releases: readonly string[];
  /** A command that prints the names for which it does not hold. */
  readonly command: string;
}

const NAME = '"\\(.metadata.namespace)/\\(.metadata.name)"';
const SEEN = '(.status.observedGeneration == .metadata.generation)';
const READY = '([.status.conditions[]? | select(.type == "Ready" and .status == "True")] | length > 0)';

/** What holds of an object in each state, for jq. */
const HOLDS: Readonly<Record<Check['state'], string>> = {
  gone: 'false',
  orphaning: `(.spec.deletionPolicy == "Orphan" and ${SEEN} and ${READY})`,
  ready: `(${SEEN} and ${READY})`,
  suspended: '(.spec.suspend == true)',
};

/** The check that objects are in a state. */
export function checkOf(
  state: Check['state'],
  kustomizations: readonly Named[],
  releases: readonly Named[] = [],
): Check {
  const names = JSON.stringify([...kustomizations, ...releases].map(fullName));
  const kinds = [...(kustomizations.length > 0 ? [KUSTOMIZATIONS] : []), ...(releases.length > 0 ? [RELEASES] : [])];
  // Those that are to be Ready have to be there, so that the missing ones are printed too.
  const program =
    state === 'ready'
      ? `${names} - [.items[] | select(${HOLDS.ready}) | ${NAME}] | .[]`
      : `.items[] | select(${HOLDS[state]} | not) | ${NAME} | select(. as $name | ${names} | index($name))`;
  return {
    state,
    kustomizations: kustomizations.map(fullName),
    releases: releases.map(fullName),
    command: `kubectl get ${kinds.join()} -A -o json | jq -r '${program}'`,
  };
}
