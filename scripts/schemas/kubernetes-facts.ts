import { Schema } from '../../src/schema/schema';

/**
 * Behaviour of API servers that their OpenAPI schemas omit, measured on a server. The keys are the last parts of
 * definition names.
 */

const QUANTITY = '^[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)(([KMGTPE]i)|[numkMGTPE]|[eE][+-]?[0-9]+)?$';

/** Definitions whose schema does not express their meaning. */
export const SPECIAL: Readonly<Record<string, Schema>> = {
  '.api.resource.Quantity': { pattern: QUANTITY, format: 'quantity' },
  '.util.intstr.IntOrString': { intOrString: true, format: 'int32' },
  '.runtime.RawExtension': { type: 'object', preserveUnknown: true },
  '.meta.v1.FieldsV1': { type: 'object', preserveUnknown: true },
  '.apiextensions.v1.JSON': { preserveUnknown: true },
  '.apiextensions.v1.JSONSchemaPropsOrBool': { preserveUnknown: true },
  '.apiextensions.v1.JSONSchemaPropsOrStringArray': { preserveUnknown: true },
};

/** Definitions to replace by another: the server accepts no list of schemas for `items`. */
export const ALIASES: Readonly<Record<string, string>> = { JSONSchemaPropsOrArray: 'JSONSchemaProps' };

/** Fields that the schema requires but the server defaults or does not need. */
export const NOT_REQUIRED: Readonly<Record<string, readonly string[]>> = {
  '.apps.v1.StatefulSetSpec': ['serviceName'],
  '.batch.v1.PodFailurePolicyOnPodConditionsPattern': ['status'],
  '.core.v1.LimitRangeSpec': ['limits'],
  '.discovery.v1.EndpointSlice': ['endpoints'],
  '.networking.v1.NetworkPolicySpec': ['podSelector'],
  '.rbac.v1.RoleRef': ['apiGroup'],
  '.scheduling.v1.PriorityClass': ['value'],
};

/** Fields that the server requires but the schema does not. */
export const ADDED_REQUIRED: Readonly<Record<string, readonly string[]>> = {
  '.apps.v1.DaemonSet': ['spec'],
  '.apps.v1.Deployment': ['spec'],
  '.apps.v1.StatefulSet': ['spec'],
  '.batch.v1.CronJob': ['spec'],
  '.batch.v1.Job': ['spec'],
  '.batch.v1.JobTemplateSpec': ['spec'],
  '.core.v1.ConfigMapVolumeSource': ['name'],
  '.core.v1.Container': ['image'],
  '.core.v1.PersistentVolume': ['spec'],
  '.core.v1.PersistentVolumeClaim': ['spec'],
  '.core.v1.PersistentVolumeClaimSpec': ['accessModes', 'resources'],
  '.core.v1.PersistentVolumeSpec': ['accessModes', 'capacity'],
  '.core.v1.Pod': ['spec'],
  '.core.v1.SecretVolumeSource': ['secretName'],
  '.core.v1.Service': ['spec'],
  '.networking.v1.Ingress': ['spec'],
};

/** Enum values that the schema omits; `name[]` for the items of a list. */
export const ADDED_ENUMS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  '.apiextensions.v1.CustomResourceDefinitionSpec': { scope: ['Cluster', 'Namespaced'] },
  '.apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy': {
    whenDeleted: ['Delete', 'Retain'],
    whenScaled: ['Delete', 'Retain'],
  },
  '.autoscaling.v2.HPAScalingPolicy': { type: ['Percent', 'Pods'] },
  '.autoscaling.v2.HPAScalingRules': { selectPolicy: ['Disabled', 'Max', 'Min'] },
  '.autoscaling.v2.MetricSpec': { type: ['ContainerResource', 'External', 'Object', 'Pods', 'Resource'] },
  '.networking.v1.IngressClassParametersReference': { scope: ['Cluster', 'Namespace'] },
  '.rbac.v1.RoleRef': { apiGroup: ['rbac.authorization.k8s.io'], kind: ['ClusterRole', 'Role'] },
  '.rbac.v1.Subject': { kind: ['Group', 'ServiceAccount', 'User'] },
};

/** List keys that the server defaults before it looks for duplicates. */
export const KEY_DEFAULTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '.core.v1.ContainerPort': { protocol: 'TCP' },
  '.core.v1.ServicePort': { protocol: 'TCP' },
};
