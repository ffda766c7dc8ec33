import { Construct } from 'constructs';
import { flag, list, mapOf, object, oneOf, Options, required, text } from '../core/options';
import { byteLength, checkDnsLabel, checkDnsSubdomain, quote } from '../kubernetes/names';
import { KUSTOMIZE_API_VERSION } from './api-versions';
import { FluxContext } from './context';
import { defaultsOf, KustomizationDefaults } from './defaults';
import {
  FluxManifest,
  fluxManifest,
  FluxObject,
  LocalObjectReference,
  refuse,
  SecretKeyReference,
  SuspendableProps,
} from './flux-object';
import {
  CommonMetadata,
  HealthCheck,
  HealthCheckExpression,
  KustomizeImage,
  KustomizePatch,
  SubstituteReference,
  COMMON_METADATA,
  HEALTH_CHECK_EXPRESSION,
  HEALTH_CHECK,
  KUSTOMIZE_IMAGES,
  KUSTOMIZE_PATCHES,
  SUBSTITUTE_REFERENCE,
} from './kustomize';
import { DURATION, LOCAL_REFERENCE, SOURCE_REFERENCE, SUSPENDABLE } from './option-types';
import {
  dependencies,
  DependencyReference,
  kubeConfig,
  KubeConfigMapReference,
  optionalReference,
  DEPENDENCY,
  KUBE_CONFIG,
} from './references';
import { checkComponent, checkKustomizationName, checkSourcePath, checkVariable } from './rules';
import { SourceLike, sourceReference } from './source-reference';
import { KustomizationSpec } from './spec';
import { WrittenSpec } from './spec-fields';

/** Props of {@link Kustomization}. */
export interface KustomizationProps extends SuspendableProps<KustomizationSpec>, KustomizationDefaults {
  /** Source of the manifests. */
  readonly sourceRef: SourceLike;

  /**
   * Folder within the source, beginning with `./`.
   *
   * @default - the source's root
   */
  readonly path?: string;

  /**
   * ServiceAccount in the same namespace that Flux impersonates.
   *
   * @default - the controller's default ServiceAccount
   */
  readonly serviceAccountName?: string;

  /**
   * Namespace to move every object to. Not for a path with Namespace objects: they would be renamed.
   *
   * @default - each object's own
   */
  readonly targetNamespace?: string;

  /**
   * Kustomizations that must be Ready first, by object or name.
   *
   * @default - none
   */
  readonly dependsOn?: ReadonlyArray<Kustomization | DependencyReference>;

  /**
   * Secret with the kubeconfig of the target cluster, or a ConfigMap that describes how to reach it without one.
   *
   * @default - the cluster that Flux runs in
   */
  readonly kubeConfig?: SecretKeyReference | KubeConfigMapReference;

  /**
   * Variables to substitute in the manifests before they are applied.
   *
   * @default - none
   */
  readonly substitutions?: Readonly<Record<string, string>>;

  /**
   * ConfigMaps and Secrets that hold more variables; later ones win, and `substitutions` over all.
   *
   * @default - none
   */
  readonly substituteFrom?: readonly SubstituteReference[];

  /**
   * Objects to health-check; ignored while `wait` is on.
   *
   * @default - none
   */
  readonly healthChecks?: readonly HealthCheck[];

  /**
   * CEL expressions that read the health of custom resources.
   *
   * @default - their status conditions
   */
  readonly healthCheckExprs?: readonly HealthCheckExpression[];

  /**
   * Patches.
   *
   * @default - none
   */
  readonly patches?: readonly KustomizePatch[];

  /**
   * Image replacements.
   *
   * @default - none
   */
  readonly images?: readonly KustomizeImage[];

  /**
   * Kustomize components, as folders relative to `path`.
   *
   * @default - none
   */
  readonly components?: readonly string[];

  /**
   * Prefix of every object's name, at most 200 bytes.
   *
   * @default - none
   */
  readonly namePrefix?: string;

  /**
   * Suffix of every object's name, at most 200 bytes.
   *
   * @default - none
   */
  readonly nameSuffix?: string;

  /**
   * Labels and annotations added to every applied object.
   *
   * @default - none
   */
  readonly commonMetadata?: CommonMetadata;

  /**
   * Decryption of SOPS-encrypted files.
   *
   * @default - no decryption
   */
  readonly decryption?: {
    /** Decryption provider. */
    readonly provider: 'sops';
    /** Secret with the keys. */
    readonly secretRef?: LocalObjectReference;
    /** ServiceAccount for a cloud's key management service; Flux 2.6 and later. */
    readonly serviceAccountName?: string;
  };

  /**
   * Deletion of the applied objects together with the Kustomization.
   *
   * @default - follows `prune`
   */
  readonly deletionPolicy?: 'MirrorPrune' | 'Delete' | 'WaitForTermination' | 'Orphan';

  /**
   * Whether to recreate an object when an immutable field changes. Its data is lost, so set this on one Kustomization
   * and only for the duration of the change. There is no fleet-wide default for that reason.
   *
   * @default false
   */
  readonly force?: boolean;
}

/** Options of {@link KustomizationProps}. */
const KUSTOMIZATION = Options.of<KustomizationProps>('a Kustomization', {
  ...SUSPENDABLE,
  sourceRef: required(SOURCE_REFERENCE),
  path: text,
  serviceAccountName: text,
  targetNamespace: text,
  dependsOn: list(DEPENDENCY),
  kubeConfig: KUBE_CONFIG,
  substitutions: mapOf(text),
  substituteFrom: list(SUBSTITUTE_REFERENCE),
  healthChecks: list(HEALTH_CHECK),
  healthCheckExprs: list(HEALTH_CHECK_EXPRESSION),
  patches: KUSTOMIZE_PATCHES,
  images: KUSTOMIZE_IMAGES,
  components: list(text),
  namePrefix: text,
  nameSuffix: text,
  commonMetadata: COMMON_METADATA,
  decryption: object({ provider: required(oneOf('sops')), secretRef: LOCAL_REFERENCE, serviceAccountName: text }),
  deletionPolicy: oneOf('MirrorPrune', 'Delete', 'WaitForTermination', 'Orphan'),
  force: flag,
  interval: DURATION,
  retryInterval: DURATION,
  timeout: DURATION,
  prune: flag,
  wait: flag,
});

/**
 * A folder of manifests that Flux applies.
 *
 * Defaults differ from Flux's where Flux's are unsafe: `prune` and `wait` are on, a failure is retried after two
 * minutes instead of a full interval, and objects are never recreated (`force`) by default.
 *
 * @example
 * const repository = new GitRepository(chart, 'apps', {
 *   url: 'https://github.com/acme/apps',
 *   ref: { branch: 'main' },
 * });
 * new Kustomization(chart, 'shop', { sourceRef: repository, path: './shop' });
 */
export class Kustomization extends FluxObject<'Kustomization'> {
  /**
   * The manifest without metadata.
   *
   * @throws Error for an unknown option, when a path, variable, name or duration is invalid
   */
  public static manifest(props: KustomizationProps, context: FluxContext = {}): FluxManifest {
    KUSTOMIZATION.demand(props);
    const defaults = defaultsOf('kustomization', context.defaults);
    const { decryption, metadata, substitutions, substituteFrom } = props;
    const manifest = fluxManifest<KustomizationSpec>(
      KUSTOMIZE_API_VERSION,
      'Kustomization',
      {
        interval: props.interval ?? defaults.interval,
        retryInterval: props.retryInterval ?? defaults.retryInterval,
        timeout: props.timeout ?? defaults.timeout,
        path: props.path,
        prune: props.prune ?? defaults.prune,
        wait: props.wait ?? defaults.wait,
        force: props.force,
        serviceAccountName: props.serviceAccountName,
        sourceRef: sourceReference(props.sourceRef),
        targetNamespace: props.targetNamespace,
        dependsOn: dependencies('Kustomization', props.dependsOn),
        kubeConfig: kubeConfig(props.kubeConfig, context),
        postBuild: substitutions || substituteFrom ? { substitute: substitutions, substituteFrom } : undefined,
        healthChecks: props.healthChecks,
        healthCheckExprs: props.healthCheckExprs,
        patches: props.patches,
        images: props.images,
        components: props.components,
        namePrefix: props.namePrefix,
        nameSuffix: props.nameSuffix,
        commonMetadata: props.commonMetadata,
        decryption: decryption && {
          ...decryption,
          secretRef: optionalReference('decryption.secretRef', decryption.secretRef, context),
        },
        deletionPolicy: props.deletionPolicy ?? (context.orphans ? 'Orphan' : undefined),
        suspend: props.suspend,
      },
      props.specOverrides,
    );
    // Flux writes the name into a label, so label limits apply.
    refuse(...checkKustomizationName(metadata?.name));
    refuse(...checkSpec(manifest.spec));
    return manifest;
  }

  constructor(scope: Construct, id: string, props: KustomizationProps) {
    super(scope, id, (context) => Kustomization.manifest(props, context), props.metadata);
  }
}

function* checkSpec(spec: WrittenSpec<KustomizationSpec>): Generator<string | undefined> {
  if (spec.path !== undefined) yield checkSourcePath('path', spec.path);
  for (const name of Object.keys(spec.postBuild?.substitute ?? {})) yield checkVariable('variable', name);
  for (const { name } of spec.postBuild?.substituteFrom ?? []) yield checkDnsSubdomain('name of substituteFrom', name);
  if (spec.targetNamespace !== undefined) yield checkDnsLabel('targetNamespace', spec.targetNamespace);
  if (spec.serviceAccountName !== undefined) yield checkDnsSubdomain('serviceAccountName', spec.serviceAccountName);
  for (const field of ['namePrefix', 'nameSuffix'] as const) {
    const bytes = byteLength(spec[field] ?? 'x');
    if (bytes < 1 || bytes > 200) yield `${field} ${quote(spec[field])} is ${bytes} bytes long: use 1 to 200`;
  }
  for (const component of spec.components ?? []) yield checkComponent(component);
}
