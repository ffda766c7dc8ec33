import { defined } from '../core/defined';
import { objectsOf, Unit } from '../plan/predict/unit';
import { Walk } from '../plan/predict/walk';
import { ManifestIndex } from '../plan/tree/manifest-index';
import { textAt, valueAt } from '../plan/tree/parse-manifests';
import { Named } from './commands';

/** A cluster that another one's Flux deploys to, told by the Secret with its kubeconfig. */
export interface Remote {
  /** The Secret on the cluster that runs Flux, as `namespace/name`; a ConfigMap with a provider's data is one here too. */
  readonly secret: string;
  /** Whether it is a Secret, which holds a kubeconfig. */
  readonly isSecret: boolean;
  /** The key of the Secret; Flux takes `value` or `value.yaml` where none is given. */
  readonly key?: string;
  /** The cluster's name, as the tree's layout or the Secret tells it. */
  readonly name: string;
  /** Who reads the Secret, for people. */
  readonly reader: string;
}

/** Remote clusters by the Secret with the kubeconfig, in the order in which a walk comes to them. */
export type Remotes = ReadonlyMap<string, Remote>;

/** Names of the fleet's remote clusters by the Secrets of one tree that lead to them. */
export type Places = ReadonlyMap<string, string>;

/** A remote cluster of the fleet that the old tree deploys to as well. */
export interface MovedRemote {
  readonly name: string;
  readonly from: Remote;
  readonly to: Remote;
}

/** The remote clusters that a cluster's own Flux deploys to, by Kustomizations and by HelmReleases. */
export function remotesOf({ units, root }: Walk, index: ManifestIndex): Remotes {
  const found = new Map<string, Remote>();
  const add = (remote: Remote) => void (found.has(remote.secret) || found.set(remote.secret, remote));
  const own = [...units.values()].filter(({ host }) => host === root.cluster);
  for (const unit of own) {
    const secret = secretOf(unit);
    if (secret === undefined) continue;
    const reference = unit.object && valueAt(index.body(unit.object.header), 'spec', 'kubeConfig', 'secretRef');
    const key = textAt(reference, 'key');
    const reader = `Kustomization ${unit.spec.namespace}/${unit.spec.name}`;
    add({ secret, name: lastPart(unit.target), reader, isSecret: reference !== undefined, ...defined({ key }) });
  }
  for (const unit of own.filter(({ target }) => target === root.cluster)) {
    for (const { header, namespace, name } of objectsOf(unit, index).objects) {
      if (header.release === undefined) continue;
      const body = index.body(header);
      const own = textAt(body, 'spec', 'kubeConfig', 'secretRef', 'name');
      if (own === undefined) continue;
      const key = textAt(body, 'spec', 'kubeConfig', 'secretRef', 'key');
      const reader = `HelmRelease ${namespace}/${name}`;
      add({
        isSecret: true,
        secret: `${namespace}/${own}`,
        name: own.replace(KUBECONFIG, ''),
        reader,
        ...defined({ key }),
      });
    }
  }
  return found;
}

/** The Secret with a Kustomization's kubeconfig, as `namespace/name`. */
export function secretOf({ spec }: Pick<Unit, 'spec'>): string | undefined {
  return spec.kubeConfig === undefined ? undefined : `${spec.namespace}/${spec.kubeConfig}`;
}

/** Splits a Secret's full name. */
export function secretNamed({ secret }: Remote): Named {
  const slash = secret.indexOf('/');
  return { namespace: secret.slice(0, slash), name: secret.slice(slash + 1) };
}

/** The places of the fleet's own tree: its layout names remote clusters. */
export function ownPlaces(remotes: Remotes): Places {
  return new Map([...remotes].map(([secret, { name }]) => [secret, name]));
}

/**
 * The remote clusters of the fleet that the old tree's Secrets lead to: the given ones, then those whose Secret or
 * namespace is called like the cluster, then the only one that is left on both sides.
 */
export function placesOf(old: Remotes, next: Remotes, given: ReadonlyMap<string, string>): Places {
  const places = new Map<string, string>();
  const names = new Set([...next.values()].map(({ name }) => name));
  for (const [name, secret] of given) if (names.has(name) && old.has(secret)) places.set(secret, name);
  for (const remote of old.values()) {
    const { namespace, name } = secretNamed(remote);
    const like = [remote.name, name.replace(KUBECONFIG, ''), namespace].find((one) => names.has(one));
    if (!places.has(remote.secret) && like !== undefined && !given.has(like)) places.set(remote.secret, like);
  }
  const taken = new Set(places.values());
  const [free, ...others] = [...names].filter((name) => !taken.has(name));
  const [secret, ...more] = [...old.keys()].filter((one) => !places.has(one));
  if (free !== undefined && others.length === 0 && secret !== undefined && more.length === 0) places.set(secret, free);
  return places;
}

/** The remote clusters that both trees have, each once. */
export function movedRemotes(old: Remotes, next: Remotes, places: Places): MovedRemote[] {
  const moved = new Map<string, MovedRemote>();
  for (const [secret, name] of places) {
    const to = [...next.values()].find((remote) => remote.name === name);
    if (to !== undefined && !moved.has(name)) moved.set(name, { name, from: old.get(secret)!, to });
  }
  return [...moved.values()];
}

/** Problems of remote clusters that were named by their Secrets. */
export function remoteProblems(given: ReadonlyMap<string, string>, old: Remotes, next: Remotes): string[] {
  const names = new Set([...next.values()].map(({ name }) => name));
  return [...given].flatMap(([name, secret]) => {
    if (!names.has(name) || old.has(secret)) return [];
    const known = old.size === 0 ? 'it reads none' : `use one of ${[...old.keys()].join(', ')}`;
    return [
      `cluster ${JSON.stringify(name)} is deployed to by another cluster, and no Kustomization or HelmRelease of the old tree reads ${JSON.stringify(secret)}: give the Secret with its kubeconfig as NAMESPACE/NAME, ${known}`,
    ];
  });
}

/** Remote clusters of one tree that the other one does not have. */
export function remoteNotes(old: Remotes, next: Remotes, places: Places): string[] {
  const taken = new Set(places.values());
  return [
    ...[...old.values()]
      .filter(({ secret, isSecret }) => places.has(secret) && !isSecret)
      .map(
        ({ secret, reader }) =>
          `${reader} reaches cluster ${places.get(secret)} through ConfigMap ${secret}, which holds no kubeconfig: hand that cluster over by hand before the root is applied`,
      ),
    ...[...old.values()]
      .filter(({ secret }) => !places.has(secret))
      .map(
        ({ secret, reader }) =>
          `${reader} deploys through Secret ${secret} to a cluster that the fleet does not have: what it applied there stays without an owner; if it is one of the fleet's, name it with --cluster NAME=${secret}`,
      ),
    ...[...new Set([...next.values()].map(({ name }) => name))]
      .filter((name) => !taken.has(name))
      .map((name) => `remote cluster ${name} is not in the old tree: it starts empty, and has to be handed over first`),
  ];
}

const KUBECONFIG = /-kube-?config$/;

function lastPart(target: string): string {
  return target.slice(target.lastIndexOf('/') + 1);
}
