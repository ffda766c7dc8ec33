import { KubernetesObject } from '../../kubernetes/objects';
import { isMap, listAt, mapAt, textAt, valueAt } from '../tree/parse-manifests';
import { Risk, risk } from './risk';

/** SOPS's lists of recipients, and the field that identifies a recipient in each. */
const RECIPIENTS: ReadonlyArray<readonly [list: string, field: string]> = [
  ['age', 'recipient'],
  ['azure_kv', 'vault_url'],
  ['gcp_kms', 'resource_id'],
  ['hc_vault', 'engine_path'],
  ['kms', 'arn'],
  ['pgp', 'fp'],
];

/** Risks of a change of keys: who gains and who loses the ability to decrypt. Names recipients, never values. */
export function rekeyed(old: KubernetesObject, next: KubernetesObject): Risk[] {
  const what = `${next.kind} ${next.metadata.name}`;
  if (
    next.kind === 'Kustomization' &&
    JSON.stringify(mapAt(old, 'spec', 'decryption')) !== JSON.stringify(mapAt(next, 'spec', 'decryption'))
  ) {
    const how = valueAt(next, 'spec', 'decryption') === undefined ? 'no longer decrypts' : 'decrypts with another key';
    return [risk('secret-rekeyed', `${what} ${how}`)];
  }
  if (!isMap(old.sops) && isEncrypted(next)) return undecrypted(next);
  if (isMap(old.sops) && !isMap(next.sops)) return [risk('secret-rekeyed', `${what} is no longer encrypted`, 'high')];
  if (!isMap(old.sops) || !isMap(next.sops)) return [];
  const before = recipients(old);
  const after = recipients(next);
  const added = after.filter((one) => !before.includes(one));
  const removed = before.filter((one) => !after.includes(one));
  if (added.length + removed.length === 0) return [];
  const parts = [
    ...(added.length > 0 ? [`${added.join(', ')} can decrypt it now`] : []),
    ...(removed.length > 0 ? [`${removed.join(', ')} cannot any more`] : []),
  ];
  return [risk('secret-rekeyed', `${what}: ${parts.join('; ')}`)];
}

/** Whether a Secret comes out of its build as SOPS encrypted it. */
function isEncrypted(object: KubernetesObject): boolean {
  const mark = textAt(object, 'metadata', 'annotations', 'kustomize.toolkit.fluxcd.io/decrypt');
  return object.kind === 'Secret' && isMap(object.sops) && mark?.toLowerCase() !== 'disabled';
}

/** Risks of a Secret that nothing decrypts (kustomize-controller 1.9, kustomization_controller.go: apply). */
export function undecrypted(next: KubernetesObject): Risk[] {
  if (!isEncrypted(next)) return [];
  const message = `Secret ${next.metadata.name} is encrypted by SOPS, and its Kustomization has no spec.decryption: it fails, and applies nothing`;
  return [risk('held', message, 'high')];
}

function recipients(object: KubernetesObject): string[] {
  const groups = [object.sops, ...listAt(object, 'sops', 'key_groups')];
  return groups
    .flatMap((group) =>
      RECIPIENTS.flatMap(([list, field]) =>
        listAt(group, list).map((one) => {
          const key = textAt(one, 'key') ?? textAt(one, 'key_name') ?? textAt(one, 'name');
          return `${list} ${textAt(one, field) ?? '?'}${key === undefined ? '' : `/${key}`}`;
        }),
      ),
    )
    .sort();
}
