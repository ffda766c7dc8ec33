import { RuntimeRow } from './rule';
import { REASONS, rows } from './runtime-row';

/** Rows of the controllers that fetch and apply. */
export const DELIVERY_ROWS: readonly RuntimeRow[] = [
  ...rows('kustomize-controller', 'internal/controller/kustomization_controller.go', [
    ['a wrong `healthCheckExprs`', 'Stalled: InvalidCELExpression', REASONS.language],
    ['a wrong `dependsOn[].readyExpr`', 'Stalled: InvalidCELExpression', REASONS.language],
    [
      '`decryption.serviceAccountName` without the gate ObjectLevelWorkloadIdentity',
      'Stalled: FeatureGateDisabled',
      REASONS.gate,
    ],
    ['a source of kind ExternalArtifact without the gate ExternalArtifact', 'Stalled: AccessDenied', REASONS.gate],
    ['a source that does not exist', 'ArtifactFailed, tried again', 'others may make it'],
    ['a path that the source lacks', 'ArtifactFailed: path not found', REASONS.source],
    ['a folder without objects', 'everything is pruned', REASONS.source],
    ['a variable of the folder without a value', 'BuildFailed since Flux 2.9', REASONS.source],
    [
      '`dependsOn` on a Kustomization that neither waits nor checks',
      'Ready means applied, not healthy',
      REASONS.choice,
    ],
    ['`ignore` on a field (2.9)', "the field keeps its first value; git's new one is never applied", REASONS.choice],
    ['an immutable field, a quota, an admission policy', 'ReconciliationFailed, tried again', REASONS.cluster],
    ['a kubeconfig with an account that the manager lacks', 'pruning is skipped in silence', REASONS.cluster],
    [
      'objects with `kustomize.toolkit.fluxcd.io/ssa: Merge` or `reconcile: disabled`',
      'differences stay',
      REASONS.choice,
    ],
  ]),
  ...rows('helm-controller', 'internal/controller/helmrelease_controller.go', [
    ['both `chart` and `chartRef`, or neither', 'a terminal error without a condition', REASONS.schema],
    ['a wrong `healthCheckExprs` or `readyExpr`', 'Stalled: InvalidCELExpression', REASONS.language],
    ['a chart of kind ExternalArtifact without the gate', 'Stalled: AccessDenied', REASONS.gate],
    ['a missing or wrong `valuesFrom`', 'ValuesError, tried again', REASONS.secret],
    [
      'a chart that puts its version into a label, from an OCIRepository',
      'the `+digest` in the version is refused by the API server',
      REASONS.source,
    ],
    [
      'a changed release name, namespace or chart name',
      'the release is uninstalled first',
      'a change; `plan` reports it',
    ],
  ]),
  ...rows('helm-controller', 'internal/reconcile/atomic_release.go', [
    ['remediation that used up its retries', 'Stalled: RetriesExceeded', REASONS.cluster],
    ['a rollback without a release to go back to', 'Stalled: MissingRollbackTarget', REASONS.cluster],
  ]),
  ...rows('helm-controller', 'internal/postrender/kustomize.go', [
    ['a strategic merge patch that selects nothing', 'installation fails', REASONS.source],
  ]),
  ...rows('source-controller', 'internal/controller/gitrepository_controller.go', [
    ['wrong or missing credentials', 'AuthenticationFailed', REASONS.secret],
    [
      'provider github and a Secret without App data, or the other way round',
      'InvalidProviderConfiguration',
      REASONS.secret,
    ],
    ['verification of a tag that is not signed', 'InvalidGitObject', REASONS.source],
    [
      '`ignore`, `sparseCheckout` or `include` change without a commit',
      'the revision stays, and no Kustomization is woken',
      'a change; `plan` reports it',
    ],
  ]),
  ...rows('source-controller', 'internal/controller/ocirepository_controller.go', [
    [
      '`serviceAccountName` with a cloud provider without the gate ObjectLevelWorkloadIdentity',
      'Stalled: FeatureGateDisabled',
      REASONS.gate,
    ],
    ['a wrong or unmatched semver range', 'ReadOperationFailed', REASONS.language],
    ['a signature that does not match', 'SourceVerified is False', REASONS.source],
  ]),
  ...rows('source-controller', 'internal/controller/helmrepository_controller.go', [
    ['a URL that cannot be parsed', 'Stalled: URLInvalid', 'the checks of sources refuse it where it is written'],
  ]),
  ...rows('source-controller', 'internal/controller/bucket_controller.go', [
    ['an STS provider that does not belong to the bucket provider', 'Stalled: InvalidSTSConfiguration', REASONS.schema],
  ]),
  ...rows('source-controller', 'internal/controller/helmchart_controller.go', [
    ['a chart from an unsupported kind', 'Stalled: UnsupportedSourceKind', REASONS.schema],
  ]),
  ...rows('source-controller', 'internal/helm/chart/errors.go', [
    [
      'a chart whose version is no semantic version, or values files that cannot be merged',
      'Stalled: MetadataPatchError, ValuesFilesError',
      REASONS.source,
    ],
  ]),
];
