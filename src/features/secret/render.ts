import { defined } from '../../core/defined';
import { KubernetesObject } from '../../kubernetes/objects';
import { UnitFile } from '../../units/unit';
import { DecryptionSpec } from './decryption';
import { SecretSpec } from './secret';

/** Secrets and their target namespace. */
export interface SecretsData {
  readonly namespace: string;
  readonly secrets?: readonly SecretSpec[];
}

/**
 * The Secrets of a tenant's namespace are a unit of the platform: its Kustomization lies in the control namespace and
 * is applied with the platform's account.
 *
 * - Flux reads decryption keys with its own account in the Kustomization's namespace. In the tenant's namespace, every
 *   pod could mount the key and decrypt all of the tenant's files, also those of other environments.
 * - The files come from the fleet's repository. The source must be in the namespace of the Kustomization too, and its
 *   credentials are the platform's.
 * - The tenant's account then needs no permission on Secrets: a permission to read one reads them all.
 * - A restricted account for Secrets would be removed in the same commit as the last Secret, which would stay behind.
 *
 * Only Secrets, and objects from which operators create Secrets, are applied with the platform's permissions: kinds and
 * metadata are checked in plain text, and `targetNamespace` puts all objects into the tenant's namespace.
 */
export function secretFiles({ namespace, secrets = [] }: SecretsData): UnitFile[] {
  return secrets.flatMap((secret): UnitFile[] => {
    if (secret.from === 'existing') return [];
    const objects = [inNamespace(secret.object, namespace)];
    const path = `${secret.name}.${secret.from}.yaml`;
    return [secret.from === 'sops' ? { path, objects, verbatim: secret.text } : { path, objects }];
  });
}

/** Flux sets the namespace; it is also written where possible, so that reviews show it and rules can check it. */
function inNamespace(object: KubernetesObject, namespace: string): KubernetesObject {
  return { ...object, metadata: { ...object.metadata, namespace } };
}

/** The decryption of the files among Secrets; empty when there are none. */
export function decryptionFor(
  secrets: readonly SecretSpec[] | undefined,
  decryption: DecryptionSpec | undefined,
): { readonly decryption?: DecryptionSpec } {
  return decryption && secrets?.some(({ from }) => from === 'sops') ? { decryption } : {};
}

/** The `decryption` field of a Kustomization. */
export function decryptionOf({ secretName, serviceAccountName }: DecryptionSpec) {
  return {
    provider: 'sops' as const,
    ...defined({ secretRef: secretName === undefined ? undefined : { name: secretName }, serviceAccountName }),
  };
}
