import { RuntimeRow } from './rule';
import { REASONS, rows } from './runtime-row';

/** Rows of the other controllers. */
export const OTHER_ROWS: readonly RuntimeRow[] = [
  ...rows('notification-controller', 'internal/server/event_handlers.go', [
    [
      'a wrong regular expression in `inclusionList` or `exclusionList`',
      'nothing, or everything, passes',
      REASONS.language,
    ],
    ['an info Alert on a `generic` Provider', 'every Ready Kustomization posts at every interval', REASONS.choice],
    ['a Provider that does not exist', 'NotificationDispatchFailed', 'others may make it'],
    ['`serviceAccountName` without the gate ObjectLevelWorkloadIdentity', 'no notification is sent', REASONS.gate],
    ['a wrong `commitStatusExpr`', 'no status is set', REASONS.language],
  ]),
  ...rows('notification-controller', 'internal/controller/receiver_controller.go', [
    ['a wrong `resourceFilter`', 'Stalled: InvalidCELExpression', REASONS.language],
    ['a Secret without `token`', 'TokenNotFound', REASONS.secret],
  ]),
  ...rows('notification-controller', 'internal/server/receiver_claims.go', [
    ['`oidcProviders` with one issuer twice, or without validations', 'Stalled: ValidationFailed', REASONS.schema],
  ]),
  ...rows('notification-controller', 'internal/server/receiver_handlers.go', [
    ['labels that match nothing', 'answered with 200, and nothing done', 'others may make such objects'],
  ]),
  ...rows('image-automation-controller', 'internal/controller/imageupdateautomation_controller.go', [
    ['a wrong `policySelector`', 'Stalled: InvalidPolicySelector', REASONS.language],
    ['a removed field in `messageTemplate`', 'Stalled: RemovedTemplateField', REASONS.language],
    ['no update strategy, or an unknown one', 'Stalled: InvalidUpdateStrategy', REASONS.schema],
    ["a GitRepository's `serviceAccountName` without the gate", 'Stalled: FeatureGateDisabled', REASONS.gate],
  ]),
  ...rows('image-reflector-controller', 'internal/controller/imagepolicy_controller.go', [
    ['`digestReflectionPolicy: Always` without `interval`', 'Stalled: IntervalNotConfigured', REASONS.schema],
    ['a wrong range or pattern', 'Stalled: InvalidPolicy', REASONS.language],
  ]),
  ...rows('image-reflector-controller', 'internal/controller/imagerepository_controller.go', [
    ['`serviceAccountName` with a cloud provider without the gate', 'Stalled: FeatureGateDisabled', REASONS.gate],
  ]),
  ...rows('source-watcher', 'internal/controller/artifactgenerator_validation.go', [
    ['a source in another namespace', 'Stalled: AccessDenied under its own flag', REASONS.gate],
  ]),
  ...rows('source-watcher', 'internal/builder/builder.go', [
    ['a pattern that matches no file', 'BuildFailed', REASONS.source],
  ]),
  ...rows('flux-operator', 'internal/controller/resourceset_controller.go', [
    ['a wrong template, or an input that is missing', 'Stalled: BuildFailed', REASONS.language],
    ['a wrong `dependsOn[].readyExpr`', 'Stalled: InvalidCELExpression', REASONS.language],
  ]),
  ...rows('flux-operator', 'internal/inputs/permuter.go', [
    ['more than 10,000 permutations', 'Stalled: BuildFailed', "providers' inputs are not in the program"],
  ]),
  ...rows('flux-operator', 'internal/inputs/id.go', [
    ['`inputs.id` under Permute', 'an input put in front renames all; ids can collide', REASONS.choice],
  ]),
  ...rows('flux-operator', 'internal/controller/resourcesetinputprovider_controller.go', [
    ['a wrong `schedule`', 'Stalled: InvalidSchedule', REASONS.language],
    ['a URL, selectors or `insecure` that do not fit `type`', 'Stalled: InvalidSpec', REASONS.schema],
  ]),
  ...rows('flux-operator', 'internal/controller/fluxinstance_controller.go', [
    ['a distribution or version that does not exist', 'Stalled: BuildFailed', REASONS.source],
  ]),
  ...rows('flagger', 'pkg/controller/controller.go', [
    ['templates, providers or upstreams in other namespaces', 'refused under `-no-cross-namespace-refs`', REASONS.gate],
  ]),
  ...rows('flagger', 'pkg/metrics/providers/factory.go', [
    [
      'an unknown provider of a MetricTemplate',
      'Prometheus is asked instead',
      "the kind's schema refuses it, where Flagger's CRD is given",
    ],
  ]),
];
