/** A language of the table. */
export type Language =
  | 'commitMessage'
  | 'commitStatus'
  | 'cron'
  | 'glob'
  | 'groupReference'
  | 'healthCheck'
  | 'healthChecks'
  | 'jsonPointer'
  | 'labels'
  | 'labelSelector'
  | 'labelSelectorText'
  | 'objectExpression'
  | 'oidcValidation'
  | 'oidcVariable'
  | 'patch'
  | 'readiness'
  | 'regexp'
  | 'resourceFilter'
  | 'resourceTemplate'
  | 'targetPath'
  | 'versionRange'
  | 'wholeRegexp';

/** Fields of kinds whose values are texts of a language. */
export interface LanguageFields {
  readonly kinds: readonly string[];
  readonly language: Language;
  /** Paths below the spec; `[]` stands for each item of a list. */
  readonly paths: readonly string[];
}

/** The fields of a patch target that are regular expressions. */
const TARGET_PATTERNS = ['group', 'kind', 'name', 'namespace', 'version'];
const TARGET_SELECTORS = ['annotationSelector', 'labelSelector'];

/** Lists whose items have a patch target. */
const TARGETS: readonly (readonly [kind: string, lists: readonly string[]])[] = [
  ['FluxInstance', ['kustomize.patches[]']],
  [
    'HelmRelease',
    ['driftDetection.ignore[]', 'postRenderers[].kustomize.patches[]', 'postRenderers[].kustomize.patchesJson6902[]'],
  ],
  ['Kustomization', ['ignore[]', 'patches[]', 'patchesJson6902[]']],
];

/** Fields of targets: the same in every list of patches and of exceptions. */
const TARGET_FIELDS: readonly LanguageFields[] = TARGETS.flatMap(([kind, lists]): LanguageFields[] => [
  {
    kinds: [kind],
    language: 'wholeRegexp',
    paths: lists.flatMap((list) => TARGET_PATTERNS.map((field) => `${list}.target.${field}`)),
  },
  {
    kinds: [kind],
    language: 'labelSelectorText',
    paths: lists.flatMap((list) => TARGET_SELECTORS.map((field) => `${list}.target.${field}`)),
  },
]);

/**
 * Every field of Flux and the Flux Operator whose value is a text of a small language, in all releases from 2.6 to 2.10,
 * and the schedule of CronJobs. The languages are those of the controllers' sources, see docs/ARCHITECTURE.md.
 */
export const LANGUAGE_FIELDS: readonly LanguageFields[] = [
  ...TARGET_FIELDS,
  // Common expressions: kustomize-controller, helm-controller, notification-controller.
  { kinds: ['HelmRelease', 'Kustomization'], language: 'readiness', paths: ['dependsOn[].readyExpr'] },
  { kinds: ['HelmRelease', 'Kustomization'], language: 'healthChecks', paths: ['healthCheckExprs'] },
  {
    kinds: ['HelmRelease', 'Kustomization'],
    language: 'healthCheck',
    paths: ['current', 'failed', 'inProgress'].map((field) => `healthCheckExprs[].${field}`),
  },
  { kinds: ['ResourceSet'], language: 'objectExpression', paths: ['dependsOn[].readyExpr'] },
  { kinds: ['Provider'], language: 'commitStatus', paths: ['commitStatusExpr'] },
  { kinds: ['Receiver'], language: 'resourceFilter', paths: ['resourceFilter', 'resources[].filter'] },
  { kinds: ['Receiver'], language: 'oidcVariable', paths: ['oidcProviders[].variables[].expression'] },
  { kinds: ['Receiver'], language: 'oidcValidation', paths: ['oidcProviders[].validations[].expression'] },
  // Regular expressions.
  { kinds: ['Alert'], language: 'regexp', paths: ['exclusionList[]', 'inclusionList[]'] },
  { kinds: ['ImageRepository'], language: 'regexp', paths: ['exclusionList[]'] },
  { kinds: ['ImagePolicy'], language: 'regexp', paths: ['filterTags.pattern'] },
  { kinds: ['ImagePolicy'], language: 'groupReference', paths: ['filterTags.extract'] },
  { kinds: ['OCIRepository'], language: 'regexp', paths: ['ref.semverFilter'] },
  {
    kinds: ['HelmChart', 'OCIRepository'],
    language: 'regexp',
    paths: ['verify.matchOIDCIdentity[].issuer', 'verify.matchOIDCIdentity[].subject'],
  },
  {
    kinds: ['HelmRelease'],
    language: 'regexp',
    paths: [
      'chart.spec.ref.semverFilter',
      'chart.spec.verify.matchOIDCIdentity[].issuer',
      'chart.spec.verify.matchOIDCIdentity[].subject',
    ],
  },
  {
    kinds: ['ResourceSetInputProvider'],
    language: 'regexp',
    paths: ['Branch', 'Environment', 'Tag'].flatMap((what) => [`filter.exclude${what}`, `filter.include${what}`]),
  },
  // Ranges of versions.
  { kinds: ['GitRepository', 'OCIRepository'], language: 'versionRange', paths: ['ref.semver'] },
  { kinds: ['HelmChart'], language: 'versionRange', paths: ['version'] },
  { kinds: ['HelmRelease'], language: 'versionRange', paths: ['chart.spec.version', 'chart.spec.ref.semver'] },
  { kinds: ['ImagePolicy'], language: 'versionRange', paths: ['policy.semver.range'] },
  { kinds: ['ImageUpdateAutomation'], language: 'versionRange', paths: ['git.checkout.ref.semver'] },
  { kinds: ['ResourceSetInputProvider'], language: 'versionRange', paths: ['filter.semver'] },
  { kinds: ['FluxInstance'], language: 'versionRange', paths: ['distribution.version'] },
  // Patches and pointers.
  { kinds: ['FluxInstance'], language: 'patch', paths: ['kustomize.patches[].patch'] },
  { kinds: ['HelmRelease'], language: 'patch', paths: ['postRenderers[].kustomize.patches[].patch'] },
  { kinds: ['Kustomization'], language: 'patch', paths: ['patches[].patch'] },
  {
    kinds: ['HelmRelease'],
    language: 'jsonPointer',
    paths: [
      'driftDetection.ignore[].paths[]',
      'postRenderers[].kustomize.patchesJson6902[].patch[].from',
      'postRenderers[].kustomize.patchesJson6902[].patch[].path',
    ],
  },
  {
    kinds: ['Kustomization'],
    language: 'jsonPointer',
    paths: ['ignore[].paths[]', 'patchesJson6902[].patch[].from', 'patchesJson6902[].patch[].path'],
  },
  { kinds: ['HelmRelease'], language: 'targetPath', paths: ['valuesFrom[].targetPath'] },
  // Labels.
  {
    kinds: ['Bucket', 'GitRepository', 'HelmChart', 'HelmRepository', 'ImageRepository'],
    language: 'labels',
    paths: ['accessFrom.namespaceSelectors[].matchLabels'],
  },
  { kinds: ['Alert'], language: 'labels', paths: ['eventSources[].matchLabels'] },
  { kinds: ['Receiver'], language: 'labels', paths: ['resources[].matchLabels'] },
  { kinds: ['ImageUpdateAutomation'], language: 'labelSelector', paths: ['policySelector'] },
  { kinds: ['ResourceSet'], language: 'labelSelector', paths: ['inputsFrom[].selector'] },
  { kinds: ['ResourceSetInputProvider'], language: 'labelSelector', paths: ['selectors[]'] },
  // Templates.
  { kinds: ['ImageUpdateAutomation'], language: 'commitMessage', paths: ['git.commit.messageTemplate'] },
  {
    kinds: ['ResourceSet'],
    language: 'resourceTemplate',
    paths: ['resources[]', 'resourcesTemplate', 'steps[].resources[]', 'steps[].resourcesTemplate'],
  },
  // Others.
  { kinds: ['ResourceSetInputProvider'], language: 'cron', paths: ['schedule[].cron'] },
  { kinds: ['CronJob'], language: 'cron', paths: ['schedule'] },
  {
    kinds: ['ArtifactGenerator'],
    language: 'glob',
    paths: ['artifacts[].copy[].exclude[]', 'artifacts[].copy[].from', 'pathPattern'],
  },
];
