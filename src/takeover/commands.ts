import { RECONCILE } from '../plan/predict/expand-set';

/** A name within a namespace. */
export interface Named {
  readonly namespace: string;
  readonly name: string;
}

/** The kinds that steps deal with, as kubectl tells them from others of the same name. */
export const KUSTOMIZATIONS = 'kustomizations.kustomize.toolkit.fluxcd.io';
export const RELEASES = 'helmreleases.helm.toolkit.fluxcd.io';
export const SETS = 'resourcesets.fluxcd.controlplane.io';
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

/** The command that lets a suspended HelmRelease go on. */
export function unsuspend({ namespace, name }: Named): string {
  return `kubectl patch ${RELEASES} -n ${namespace} ${name} --type merge -p '{"spec":{"suspend":null}}'`;
}

/** An object of a kind that commands name. */
export interface Thing extends Named {
  readonly kind: string;
}

/** Objects of one kind. */
export function ofKind(kind: string, all: readonly Named[]): Thing[] {
  return all.map(({ namespace, name }) => ({ kind, namespace, name }));
}

/** Commands that delete objects in their order: parents come before what they would make again. */
export function deleteAll(all: readonly Thing[]): string[] {
  const runs: { readonly kind: string; readonly namespace: string; readonly names: string[] }[] = [];
  for (const { kind, namespace, name } of all) {
    const last = runs.at(-1);
    if (last?.namespace === namespace && last.kind === kind) last.names.push(name);
    else runs.push({ kind, namespace, names: [name] });
  }
  return runs.map(
    ({ kind, namespace, names }) => `kubectl delete ${kind} -n ${namespace} ${names.join(' ')} --ignore-not-found`,
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

/** Fields that the API server sets, and does not take when an object is made. */
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
      : [`jq -n '{apiVersion: "v1", kind: "Namespace", metadata: {name: "${to.namespace}"}}' | kubectl apply -f -`]),
    ...(isSame ? [] : [`${get} | jq '${secret}' | kubectl apply -f -`]),
  ];
}

/** The command that keeps Flux Operator from making what a FluxInstance says. */
export function pause({ namespace, name }: Named): string {
  return `kubectl annotate ${INSTANCES} -n ${namespace} ${name} ${RECONCILE}=disabled --overwrite`;
}

/** The command that lets Flux Operator go on. */
export function resume({ namespace, name }: Named): string {
  return `kubectl annotate ${INSTANCES} -n ${namespace} ${name} ${RECONCILE}-`;
}

/** A condition on some Flux objects before the next step. */
export interface Check {
  /** Every one orphans its objects and has applied its last change, is suspended, gone, or there and Ready. */
  readonly state: 'gone' | 'orphaning' | 'ready' | 'suspended';
  /** Kustomizations, as `namespace/name`. */
  readonly kustomizations: readonly string[];
  /** HelmReleases, as `namespace/name`. */
  readonly releases: readonly string[];
  /** ResourceSets, as `namespace/name`: Flux Operator leaves those that orphan their objects alone. */
  readonly sets: readonly string[];
  /** A command that prints the names for which it does not hold. */
  readonly command: string;
}

const NAME = '"\\(.kind) \\(.metadata.namespace)/\\(.metadata.name)"';

/** The kinds that resources hold. */
const KINDS: Readonly<Record<string, string>> = {
  [KUSTOMIZATIONS]: 'Kustomization',
  [RELEASES]: 'HelmRelease',
  [SETS]: 'ResourceSet',
};
const SEEN = '(.status.observedGeneration == .metadata.generation)';
const READY = '([.status.conditions[]? | select(.type == "Ready" and .status == "True")] | length > 0)';

/** The condition on an object in each state, for jq. */
const HOLDS: Readonly<Record<Check['state'], string>> = {
  gone: 'false',
  orphaning: `(.spec.deletionPolicy == "Orphan" and ${SEEN} and ${READY})`,
  ready: `(${SEEN} and ${READY})`,
  suspended: '(.spec.suspend == true)',
};

/** The same of ResourceSets, whose conditions say alone which generation they are about. */
const HOLDS_OF_SETS: Readonly<Record<Check['state'], string>> = {
  gone: 'false',
  orphaning: `(.metadata.annotations[${JSON.stringify(RECONCILE)}] == "disabled")`,
  ready:
    '(.metadata.generation as $now | [.status.conditions[]? | select(.type == "Ready" and .status == "True" and .observedGeneration == $now)] | length > 0)',
  suspended: 'true',
};

/** The check that objects are in a state. */
export function checkOf(state: Check['state'], all: readonly Thing[]): Check {
  const names = JSON.stringify(all.map((one) => `${KINDS[one.kind]} ${fullName(one)}`));
  const of = (kind: string) => all.filter((one) => one.kind === kind).map(fullName);
  const kinds = [KUSTOMIZATIONS, RELEASES, SETS].filter((kind) => of(kind).length > 0);
  const holds = kinds.includes(SETS)
    ? `(if .kind == "ResourceSet" then ${HOLDS_OF_SETS[state]} else ${HOLDS[state]} end)`
    : HOLDS[state];
  // Those that are to be Ready have to be there, so that the missing ones are printed too.
  const program =
    state === 'ready'
      ? `${names} - [.items[] | select(${holds}) | ${NAME}] | .[]`
      : `.items[] | select(${holds} | not) | ${NAME} | select(. as $name | ${names} | index($name))`;
  return {
    state,
    kustomizations: of(KUSTOMIZATIONS),
    releases: of(RELEASES),
    sets: of(SETS),
    command: `kubectl get ${kinds.join()} -A -o json | jq -r '${program}'`,
  };
}
