import { apiGroup, KubernetesObject } from '../../kubernetes/objects';
import { RawChange } from '../diff/field-diff';
import { valueAt } from '../tree/parse-manifests';
import { quantity } from './quantity';
import { lostStoredVersions } from './risk-chart-source';

interface ImmutableRule {
  /** Fields that cannot change. */
  readonly fields: RegExp;
  /** Fields among them that can. */
  readonly except?: RegExp;
}

/** Immutable fields, by group and kind. */
const RULES: Readonly<Record<string, ImmutableRule>> = {
  '/PersistentVolume': {
    fields:
      /^spec\.(?!(?:capacity|claimRef|mountOptions|persistentVolumeReclaimPolicy|volumeAttributesClassName|accessModes|storageClassName)\b)/,
  },
  '/PersistentVolumeClaim': {
    fields: /^spec\b/,
    except: /^spec\.(?:resources\.requests\.storage|volumeAttributesClassName)$/,
  },
  '/Pod': {
    fields: /^spec\b/,
    except: /^spec\.(?:(?:initContainers|containers)\[[^\]]*\]\.image|activeDeadlineSeconds|tolerations\b.*)$/,
  },
  '/Service': { fields: /^spec\.clusterIPs?\b/ },
  'apiextensions.k8s.io/CustomResourceDefinition': { fields: /^spec\.(?:group|scope|names\.(?:kind|plural))$/ },
  'apps/DaemonSet': { fields: /^spec\.selector\b/ },
  'apps/Deployment': { fields: /^spec\.selector\b/ },
  'apps/ReplicaSet': { fields: /^spec\.selector\b/ },
  'apps/StatefulSet': {
    fields: /^spec\b/,
    except:
      /^spec\.(?:replicas|ordinals|template|updateStrategy|persistentVolumeClaimRetentionPolicy|minReadySeconds|revisionHistoryLimit)\b/,
  },
  'batch/Job': {
    fields:
      /^spec\.(?:template|selector|completions|completionMode|manualSelector|podFailurePolicy|backoffLimitPerIndex|managedBy|successPolicy)\b/,
  },
  'networking.k8s.io/IngressClass': { fields: /^spec\.controller$/ },
  'node.k8s.io/RuntimeClass': { fields: /^handler$/ },
  'rbac.authorization.k8s.io/ClusterRoleBinding': { fields: /^roleRef\b/ },
  'rbac.authorization.k8s.io/RoleBinding': { fields: /^roleRef\b/ },
  'scheduling.k8s.io/PriorityClass': { fields: /^(?:value|preemptionPolicy)$/ },
  'storage.k8s.io/CSIDriver': {
    fields: /^spec\.(?:attachRequired|podInfoOnMount|volumeLifecycleModes|fsGroupPolicy)\b/,
  },
  'storage.k8s.io/StorageClass': { fields: /^(?:provisioner|parameters|reclaimPolicy|volumeBindingMode)\b/ },
};

/** Paths of the changed fields that are immutable: the object would have to be recreated. */
export function immutableFields(
  old: KubernetesObject,
  next: KubernetesObject,
  changes: readonly RawChange[],
): readonly string[] {
  const rule = RULES[`${apiGroup(next.apiVersion)}/${next.kind}`];
  const fields = changes
    .filter((change) => {
      if (isFrozen(old) && /^(?:data|binaryData|stringData|immutable)\b/.test(change.path)) return true;
      if (next.kind === 'Secret' && change.path === 'type') return true;
      if (next.kind === 'PersistentVolumeClaim' && shrinks(change)) return true;
      // An address that the manifest no longer sets stays as it is.
      if (next.kind === 'Service' && change.change === 'removed') return false;
      if (next.kind === 'Service' && valueAt(old, 'spec', 'type') === 'ExternalName') return false;
      return rule !== undefined && rule.fields.test(change.path) && !rule.except?.test(change.path);
    })
    .map((change) => change.path);
  return [...fields, ...lostStoredVersions(old, next).map((version) => `spec.versions[${version}]`)];
}

/** Whether a ConfigMap or Secret was declared to be immutable. */
function isFrozen(object: KubernetesObject): boolean {
  return object.apiVersion === 'v1' && /^(?:ConfigMap|Secret)$/.test(object.kind) && object.immutable === true;
}

function shrinks({ path, from, to }: RawChange): boolean {
  const before = quantity(from);
  const after = quantity(to);
  return path === 'spec.resources.requests.storage' && before !== undefined && after !== undefined && after < before;
}
