import { defined } from '../../core/defined';
import { KubernetesObject } from '../../kubernetes/objects';
import { UnitFile } from '../../units/unit';
import { DecryptionSpec } from './decryption';
import { SecretSpec } from './secret';

/** Secrets and the namespace they go to. */
export interface SecretsData {
  readonly namespace: string;
  readonly secrets?: readonly SecretSpec[];
}

/**
 * The Secrets of a tenant's namespace are a unit of the platform: its Kustomization lies in the control namespace and is
 * applied as the platform's account.
 *
 * - Flux reads decryption keys with its own account in the Kustomization's namespace. In the tenant's, every pod could
 *   mount the key and open all of the tenant's files, also those of other environments.
 * - The files come from the fleet's repository. A source, too, must lie beside the Kustomization, and its credentials are
 *   the platform's.
 * - The tenant's account needs no right on Secrets then: who may read one may read them all.
 * - A narrow account of its own would be taken away in the same commit as the last Secret, and leave that behind.
 *
 * What is applied with the platform's rights is nothing but Secrets and what operators make Secrets of: kinds and metadata
 * are read and checked in plain text, and `targetNamespace` puts all of it into the tenant's namespace.
 */
export function secretFiles({ namespace, secrets = [] }: SecretsData): UnitFile[] {
  return secrets.flatMap((secret): UnitFile[] => {
    if (secret.from === 'existing') return [];
    const objects = [inNamespace(secret.object, namespace)];
    const path = `${secret.name}.${secret.from}.yaml`;
    return [secret.from === 'sops' ? { path, objects, verbatim: secret.text } : { path, objects }];
  });
}

/** Flux sets the namespace; it is written where that can be done, so that reviews see it and rules count with it. */
function inNamespace(object: KubernetesObject, namespace: string): KubernetesObject {
  return { ...object, metadata: { ...object.metadata, namespace } };
}

/** What opens the files among Secrets; nothing where there is none. */
export function decryptionFor(
  secrets: readonly SecretSpec[] | undefined,
  decryption: DecryptionSpec | undefined,
): { readonly decryption?: DecryptionSpec } {
  return decryption && secrets?.some(({ from }) => from === 'sops') ? { decryption } : {};
}

/** How a Kustomization opens encrypted files, as Flux has it. */
export function decryptionOf({ secretName, serviceAccountName }: DecryptionSpec) {
  return {
    provider: 'sops' as const,
    ...defined({ secretRef: secretName === undefined ? undefined : { name: secretName }, serviceAccountName }),
  };
}
