import { Kind } from './kinds';
import { ClusterRule, ObjectRule } from './rule';

/** Rules of one file, and the kinds without any object of which they find nothing. */
interface RuleGroup<R> {
  readonly kinds: readonly Kind[];
  readonly load: () => readonly R[];
}

// A file is loaded with the first object of its kinds: most programs have few of them.
/* eslint-disable @typescript-eslint/no-require-imports */

/** The rules that one object decides, by their kinds. */
export const OBJECT_GROUPS: ReadonlyArray<RuleGroup<ObjectRule>> = [
  {
    kinds: ['Kustomization'],
    load: () => (require('./kustomization') as typeof import('./kustomization')).KUSTOMIZATION_RULES,
  },
  {
    kinds: ['HelmRelease', 'Kustomization'],
    load: () => (require('./references') as typeof import('./references')).NAME_RULES,
  },
  {
    kinds: ['HelmRelease'],
    load: () => (require('./helm-release') as typeof import('./helm-release')).HELM_RELEASE_RULES,
  },
  {
    kinds: ['HelmChart', 'HelmRelease'],
    load: () => (require('./charts') as typeof import('./charts')).CHART_RULES,
  },
  {
    kinds: ['HelmRelease'],
    load: () => (require('./inline-charts') as typeof import('./inline-charts')).INLINE_CHART_RULES,
  },
  {
    kinds: ['GitRepository', 'OCIRepository'],
    load: () => (require('./sources') as typeof import('./sources')).SOURCE_RULES,
  },
  {
    kinds: ['HelmRepository'],
    load: () => (require('./helm-repositories') as typeof import('./helm-repositories')).HELM_REPOSITORY_RULES,
  },
  { kinds: ['Bucket'], load: () => (require('./buckets') as typeof import('./buckets')).BUCKET_RULES },
  {
    kinds: ['Alert', 'Receiver'],
    load: () => (require('./notifications') as typeof import('./notifications')).NOTIFICATION_RULES,
  },
  { kinds: ['Provider'], load: () => (require('./providers') as typeof import('./providers')).PROVIDER_RULES },
  {
    kinds: ['ImagePolicy', 'ImageRepository', 'ImageUpdateAutomation'],
    load: () => (require('./images') as typeof import('./images')).IMAGE_RULES,
  },
  {
    kinds: ['ArtifactGenerator'],
    load: () => (require('./artifacts') as typeof import('./artifacts')).ARTIFACT_RULES,
  },
  { kinds: ['ResourceSet'], load: () => (require('./operator') as typeof import('./operator')).OPERATOR_RULES },
  {
    kinds: ['ResourceSetInputProvider'],
    load: () => (require('./input-providers') as typeof import('./input-providers')).INPUT_PROVIDER_RULES,
  },
  { kinds: ['Canary'], load: () => (require('./flagger') as typeof import('./flagger')).FLAGGER_RULES },
  {
    kinds: ['ScaledObject', 'ScheduledBackup'],
    load: () => (require('./schedules') as typeof import('./schedules')).SCHEDULE_RULES,
  },
];

/** The rules that the objects of one cluster decide together, by the kinds that they ask for first. */
export const CLUSTER_GROUPS: ReadonlyArray<RuleGroup<ClusterRule>> = [
  {
    kinds: ['GitRepository', 'HelmRelease', 'Kustomization', 'ResourceSet'],
    load: () => (require('./waiting') as typeof import('./waiting')).WAITING_RULES,
  },
  {
    kinds: [
      ...(['ArtifactGenerator', 'GitRepository', 'HelmChart', 'HelmRelease'] as const),
      ...(['Kustomization', 'OCIRepository'] as const),
    ],
    load: () => (require('./folders') as typeof import('./folders')).FOLDER_RULES,
  },
  {
    kinds: ['ArtifactGenerator', 'HelmChart', 'HelmRelease'],
    load: () => (require('./releases') as typeof import('./releases')).RELEASE_RULES,
  },
  { kinds: ['Alert'], load: () => (require('./alerts') as typeof import('./alerts')).ALERT_RULES },
  {
    kinds: [
      ...(['ArtifactGenerator', 'Canary', 'Deployment', 'FluxInstance', 'HorizontalPodAutoscaler'] as const),
      ...(['ImageUpdateAutomation', 'ScaledObject', 'StatefulSet', 'ValidatingAdmissionPolicyBinding'] as const),
    ],
    load: () => (require('./owners') as typeof import('./owners')).OWNER_RULES,
  },
  { kinds: ['CustomResource'], load: () => (require('./own-crd') as typeof import('./own-crd')).CRD_RULES },
  {
    kinds: ['CustomResourceDefinition'],
    load: () => (require('./own-crd') as typeof import('./own-crd')).DEFINITION_RULES,
  },
  {
    kinds: ['Namespace'],
    load: () => (require('./pod-security') as typeof import('./pod-security')).POD_SECURITY_RULES,
  },
  { kinds: ['LimitRange'], load: () => (require('./limits') as typeof import('./limits')).LIMIT_RULES },
  { kinds: ['ResourceQuota'], load: () => (require('./quotas') as typeof import('./quotas')).QUOTA_RULES },
  { kinds: ['PodDisruptionBudget'], load: () => (require('./budgets') as typeof import('./budgets')).BUDGET_RULES },
  {
    kinds: [
      ...([
        'ClusterPolicy',
        'CronJob',
        'DaemonSet',
        'Deployment',
        'Job',
        'K8sDisallowedTags',
        'Pod',
        'Policy',
      ] as const),
      ...(['ReplicaSet', 'ReplicationController', 'Service', 'StatefulSet', 'ValidatingAdmissionPolicy'] as const),
    ],
    load: () => (require('./pods') as typeof import('./pods')).POD_RULES,
  },
];
/* eslint-enable @typescript-eslint/no-require-imports */
