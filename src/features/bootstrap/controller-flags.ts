import { type FluxVersion, isAtLeast } from '../../flux/version';
import { CONTROLLERS } from './bootstrap';
import type { ControllerName } from './props';

/** Versions of Flux in which a controller knows a name. */
interface Known {
  readonly controllers: readonly ControllerName[];
  /** The first version. @default - the oldest that is supported */
  readonly since?: FluxVersion;
  /** The first version that knows it no more. @default - none */
  readonly removedIn?: FluxVersion;
}

const APPLIERS = ['kustomize-controller', 'helm-controller'] as const;
const READERS = [...APPLIERS, 'source-watcher'] as const;
const ALL_BUT_WATCHER = CONTROLLERS.filter((name) => name !== 'source-watcher');
const IDENTITIES: Known = { controllers: ALL_BUT_WATCHER, removedIn: '2.10' };

/**
 * Feature gates, as `internal/features/features.go` of each controller lists them in its last release for each version
 * of Flux. A controller that is given another one ends at once: "feature-gate '…' not supported".
 */
export const FEATURE_GATES: Readonly<Record<string, readonly Known[]>> = {
  AdditiveCELDependencyCheck: [{ controllers: APPLIERS, since: '2.7' }],
  AllowDNSLookups: [{ controllers: ['helm-controller'] }],
  CacheSecretsAndConfigMaps: [{ controllers: ALL_BUT_WATCHER }],
  CancelHealthCheckOnNewRevision: [
    { controllers: ['kustomize-controller'], since: '2.7' },
    { controllers: ['helm-controller'], since: '2.8' },
  ],
  DefaultToRetryOnFailure: [{ controllers: ['helm-controller'], since: '2.8' }],
  DirectSourceFetch: [{ controllers: READERS, since: '2.8' }],
  DisableChartDigestTracking: [{ controllers: ['helm-controller'] }],
  DisableCommitStatusEvent: [{ controllers: ['kustomize-controller'], since: '2.10' }],
  DisableConfigWatchers: [{ controllers: [...APPLIERS, 'notification-controller'], since: '2.7' }],
  DisableFailFastBehavior: [{ controllers: ['kustomize-controller'] }],
  DisableStatusPollerCache: [{ controllers: ['kustomize-controller'] }],
  ExternalArtifact: [{ controllers: APPLIERS, since: '2.7' }],
  FluxStorage: [{ controllers: ['image-reflector-controller'], since: '2.9' }],
  GitAllBranchReferences: [{ controllers: ['image-automation-controller'] }],
  GitForcePushBranch: [{ controllers: ['image-automation-controller'] }],
  GitShallowClone: [{ controllers: ['image-automation-controller'] }],
  GitSparseCheckout: [{ controllers: ['image-automation-controller'], since: '2.7' }],
  GroupChangeLog: [{ controllers: ['kustomize-controller'] }],
  MigrateAPIVersion: [{ controllers: ['kustomize-controller'], since: '2.8' }],
  ObjectLevelWorkloadIdentity: [
    { ...IDENTITIES, controllers: ALL_BUT_WATCHER.filter((name) => name !== 'helm-controller') },
    { ...IDENTITIES, controllers: ['helm-controller'], since: '2.7' },
  ],
  OOMWatch: [{ controllers: ['helm-controller'] }],
  StrictPostBuildSubstitutions: [{ controllers: ['kustomize-controller'] }],
  UseHelm3Defaults: [{ controllers: ['helm-controller'], since: '2.8' }],
};

const JITTERING = ['source-controller', ...READERS] as const;
const GIT = ['source-controller', 'image-automation-controller'] as const;

/**
 * Flags without the leading dashes, from `main.go` of each controller and the options of `fluxcd/pkg/runtime` that it
 * binds. A controller that is given another one ends at once: "unknown flag". `e2e/controller-flags.e2e.ts` holds both tables
 * against the controllers.
 */
export const FLAGS: Readonly<Record<string, readonly Known[]>> = {
  'artifact-digest-algo': [{ controllers: ['source-controller', 'source-watcher'] }],
  'artifact-retention-records': [{ controllers: ['source-controller', 'source-watcher'] }],
  'artifact-retention-ttl': [{ controllers: ['source-controller', 'source-watcher'] }],
  'concurrent-ssa': [{ controllers: ['kustomize-controller'] }],
  'custom-apply-stage-kinds': [{ controllers: ['kustomize-controller'], since: '2.8' }],
  'enable-leader-election': [{ controllers: CONTROLLERS }],
  'events-addr': [{ controllers: CONTROLLERS }],
  'export-http-path-metrics': [{ controllers: ['notification-controller'] }],
  'gc-interval': [{ controllers: ['image-reflector-controller'] }],
  'graceful-shutdown-timeout': [{ controllers: ['helm-controller'] }],
  'health-addr': [{ controllers: CONTROLLERS }],
  'helm-cache-max-size': [{ controllers: ['source-controller'] }],
  'helm-cache-purge-interval': [{ controllers: ['source-controller'] }],
  'helm-cache-ttl': [{ controllers: ['source-controller'] }],
  'helm-chart-file-max-size': [{ controllers: ['source-controller'] }],
  'helm-chart-max-size': [{ controllers: ['source-controller'] }],
  'helm-index-max-size': [{ controllers: ['source-controller'] }],
  'http-retry': [{ controllers: READERS }],
  'http-timeout': [{ controllers: ['helm-controller'], since: '2.8' }],
  'interval-jitter-percentage': [{ controllers: JITTERING }],
  'kube-api-burst': [{ controllers: CONTROLLERS }],
  'kube-api-qps': [{ controllers: CONTROLLERS }],
  'leader-election-lease-duration': [{ controllers: CONTROLLERS }],
  'leader-election-release-on-cancel': [{ controllers: CONTROLLERS }],
  'leader-election-renew-deadline': [{ controllers: CONTROLLERS }],
  'leader-election-retry-period': [{ controllers: CONTROLLERS }],
  'log-encoding': [{ controllers: CONTROLLERS }],
  'log-level': [{ controllers: CONTROLLERS }],
  'max-retry-delay': [{ controllers: CONTROLLERS }],
  'metrics-addr': [{ controllers: CONTROLLERS }],
  'min-retry-delay': [{ controllers: CONTROLLERS }],
  'oom-watch-current-memory-path': [{ controllers: ['helm-controller'] }],
  'oom-watch-interval': [{ controllers: ['helm-controller'] }],
  'oom-watch-max-memory-path': [{ controllers: ['helm-controller'] }],
  'oom-watch-memory-threshold': [{ controllers: ['helm-controller'] }],
  'override-manager': [{ controllers: ['kustomize-controller'] }, { controllers: ['helm-controller'], since: '2.8' }],
  'override-manager-before-dry-run': [{ controllers: ['kustomize-controller'], since: '2.10' }],
  'rate-limit-interval': [{ controllers: ['notification-controller'] }],
  receiverAddr: [{ controllers: ['notification-controller'] }],
  'reconciliation-timeout': [{ controllers: ['source-watcher'] }],
  'snapshot-digest-algo': [{ controllers: ['helm-controller'] }],
  'sops-age-secret': [{ controllers: ['kustomize-controller'], since: '2.7' }],
  'sops-vault-configmap': [{ controllers: ['kustomize-controller'], since: '2.9' }],
  'ssh-hostkey-algos': [{ controllers: GIT }],
  'ssh-kex-algos': [{ controllers: GIT }],
  'storage-addr': [{ controllers: ['source-controller', 'source-watcher'] }],
  'storage-adv-addr': [{ controllers: ['source-controller', 'source-watcher'] }],
  'storage-compression-threshold': [{ controllers: ['image-reflector-controller'], since: '2.9' }],
  'storage-path': [{ controllers: ['source-controller', 'image-reflector-controller', 'source-watcher'] }],
  'storage-value-log-file-size': [{ controllers: ['image-reflector-controller'] }],
  'token-cache-max-duration': [
    { controllers: ALL_BUT_WATCHER.filter((name) => name !== 'helm-controller') },
    { controllers: ['helm-controller'], since: '2.7' },
  ],
  'token-cache-max-size': [
    { controllers: ALL_BUT_WATCHER.filter((name) => name !== 'helm-controller') },
    { controllers: ['helm-controller'], since: '2.7' },
  ],
  'watch-all-namespaces': [{ controllers: CONTROLLERS }],
  'watch-configs-label-selector': [{ controllers: CONTROLLERS, since: '2.7' }],
  'watch-label-selector': [{ controllers: CONTROLLERS.filter((name) => name !== 'notification-controller') }],
};

/** Whether a controller of a version of Flux knows one of the names of a table. */
export function isKnown(
  table: Readonly<Record<string, readonly Known[]>>,
  name: string,
  controller: ControllerName,
  flux: FluxVersion,
): boolean {
  const entries = Object.hasOwn(table, name) ? (table[name] ?? []) : [];
  return entries.some(
    ({ controllers, since, removedIn }) =>
      controllers.includes(controller) &&
      (since === undefined || isAtLeast(flux, since)) &&
      !(removedIn !== undefined && isAtLeast(flux, removedIn)),
  );
}

/** The names of a table that a controller of a version of Flux knows, sorted. */
export function knownNames(
  table: Readonly<Record<string, readonly Known[]>>,
  controller: ControllerName,
  flux: FluxVersion,
): string[] {
  return Object.keys(table).filter((name) => isKnown(table, name, controller, flux));
}
