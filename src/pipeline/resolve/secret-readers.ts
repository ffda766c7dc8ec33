import { compare } from '../../core/order';
import { ProblemCollector } from '../../core/problem';
import { TenantIndex } from '../../features/app';
import { ResolvedComponent } from '../../features/component';
import { SecretSpec, DecryptionSpec } from '../../features/secret';
import { quote } from '../../kubernetes/names';
import { ResolvedCluster } from './resolved-fleet';

type SopsSpec = Extract<SecretSpec, { readonly from: 'sops' }>;

/** A decryption key at one target: of a tenant, or of the platform for a component. */
interface Reader {
  /** Owner, for messages. */
  readonly owner: string;
  readonly at: string;
  readonly decryption: DecryptionSpec;
}

/** Owner of the keys of components. */
const PLATFORM = 'the platform';

/**
 * Prevents tenants from decrypting each other's files. A recipient belongs to one tenant or to the platform; so does
 * the object with its key within a control namespace; and no file is encrypted to a recipient of another tenant. The
 * last rule is necessary because Flux decrypts whatever fits the key that it is given.
 */
export function checkSecretReaders<C extends object>(
  clusters: readonly ResolvedCluster[],
  tenants: ReadonlyArray<TenantIndex<C>>,
  problems: ProblemCollector,
): void {
  const opening = new Set(tenants.filter(({ hasDecryption }) => hasDecryption).map(({ tenant }) => tenant.name));
  const owners = new Map<string, Map<string, string>>();
  const keys = new Map<string, Reader>();
  for (const { reader, namespace } of readers(clusters, opening)) {
    for (const recipient of reader.decryption.recipients) {
      const known = owners.get(recipient) ?? new Map<string, string>();
      if (!known.has(reader.owner)) owners.set(recipient, known.set(reader.owner, reader.at));
    }
    checkKey(keys, namespace, reader, problems);
  }
  for (const [recipient, known] of owners) {
    const [[first] = [''], ...others] = [...known].sort(([a], [b]) => compare(a, b));
    for (const [, at] of others) {
      problems.add('secret-reader', at, `recipient ${recipient} is ${first}'s as well: make a key pair for each`);
    }
  }
  for (const { owner, at, file } of files(clusters)) {
    for (const recipient of file.recipients) {
      // The platform may decrypt its tenants' files, and edits them with a key of its own.
      const others = [...(owners.get(recipient)?.keys() ?? [])].filter((one) => one !== owner && one !== PLATFORM);
      if (others.length === 0) continue;
      const message =
        `secret file ${quote(file.file)} is encrypted to ${recipient}, which is ${others.sort()[0]}'s: ` +
        'take it out of .sops.yaml, run sops updatekeys, and give the secret a new value';
      problems.add('secret-reader', at, message);
    }
  }
}

/** An object with a key serves one owner only: with it, another owner's Kustomization could decrypt the same files. */
function checkKey(keys: Map<string, Reader>, namespace: string, reader: Reader, problems: ProblemCollector): void {
  const { secretName, serviceAccountName } = reader.decryption;
  const name = secretName ?? serviceAccountName;
  const key = `${namespace} ${secretName === undefined ? 'account' : 'secret'} ${name}`;
  const other = keys.get(key);
  if (other === undefined) keys.set(key, reader);
  else if (other.owner !== reader.owner) {
    const what = secretName === undefined ? 'serviceAccountName' : 'secretName';
    const message = `decryption ${what} ${quote(name)} is ${other.owner}'s as well: give each its own`;
    problems.add('secret-reader', reader.at, message);
  }
}

const tenantNamed = (name: string) => `tenant ${quote(name)}`;

/**
 * All decryption keys, with the cluster and namespace of each key.
 *
 * @param opening tenants whose apps decrypt files
 */
function* readers(
  clusters: readonly ResolvedCluster[],
  opening: ReadonlySet<string>,
): Generator<{ reader: Reader; namespace: string }> {
  for (const cluster of clusters) {
    const isRemote = cluster.manager !== undefined;
    const on = cluster.manager ?? cluster.name;
    yield* componentReaders(cluster.components, cluster.name, on, isRemote ? cluster.name : 'flux-system');
    for (const { name, controlNamespace, components, secrets, tenants } of cluster.environments) {
      const at = `${name}/${cluster.name}`;
      const controlled = isRemote ? cluster.name : controlNamespace;
      const control = `${on} ${controlled}`;
      yield* componentReaders(components, at, on, controlled);
      for (const { tenant, decryption } of secrets) {
        if (decryption === undefined) continue;
        yield { reader: { owner: tenantNamed(tenant), at: `${at}/${tenant}`, decryption }, namespace: control };
      }
      for (const { name: tenant, spaces } of tenants) {
        if (!opening.has(tenant)) continue;
        for (const { namespace, apps } of spaces) {
          for (const { name: app, decryption } of apps) {
            if (decryption === undefined) continue;
            // An app's Kustomization is in the tenant's namespace, or in the control namespace of a remote cluster.
            const own = isRemote ? control : `${on} ${namespace}`;
            yield { reader: { owner: tenantNamed(tenant), at: `${at}/${tenant}/${app}`, decryption }, namespace: own };
          }
        }
      }
    }
  }
}

/** @param on the cluster whose Flux decrypts */
function* componentReaders(components: readonly ResolvedComponent[], at: string, on: string, control: string) {
  for (const { name, decryption, fluxNamespace } of components) {
    if (decryption === undefined) continue;
    // Secrets are decrypted from the control namespace, and a folder from where its Kustomization is.
    for (const namespace of new Set([control, fluxNamespace ?? control]))
      yield { reader: { owner: PLATFORM, at: `${at}/${name}`, decryption }, namespace: `${on} ${namespace}` };
  }
}

/** Every encrypted file with owner and address. */
function* files(clusters: readonly ResolvedCluster[]): Generator<{ owner: string; at: string; file: SopsSpec }> {
  for (const cluster of clusters) {
    yield* componentFiles(cluster.components, cluster.name);
    for (const { name, components, secrets } of cluster.environments) {
      const at = `${name}/${cluster.name}`;
      yield* componentFiles(components, at);
      for (const { tenant, spaces } of secrets) {
        for (const file of spaces.flatMap((space) => space.secrets)) {
          if (file.from === 'sops') yield { owner: tenantNamed(tenant), at: `${at}/${tenant}`, file };
        }
      }
    }
  }
}

function* componentFiles(components: readonly ResolvedComponent[], at: string) {
  for (const { name, secrets = [] } of components) {
    for (const file of secrets) if (file.from === 'sops') yield { owner: PLATFORM, at: `${at}/${name}`, file };
  }
}
