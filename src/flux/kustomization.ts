import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { formatDuration } from '../kubernetes/durations';
import { KUSTOMIZE_API_VERSION } from './api-versions';
import {
  defined,
  FluxManifest,
  FluxObject,
  FluxObjectProps,
  interval,
  LocalObjectReference,
  refuse,
  SecretKeyReference,
} from './flux-object';
import { checkSourcePath, checkVariable } from './rules';
import { SourceLike, sourceReference } from './source-reference';

/** An object whose health a Kustomization waits for. */
export interface HealthCheck {
  /** API version and group, such as `apps/v1`. */
  readonly apiVersion: string;
  /** Kind. */
  readonly kind: string;
  /** Name. */
  readonly name: string;
  /** Namespace, for a namespaced kind. */
  readonly namespace?: string;
}

/** A patch applied to what the path holds. */
export interface KustomizePatch {
  /** Strategic merge patch, or a list of JSON 6902 operations, as YAML text. */
  readonly patch: string;
  /** Which objects are patched. */
  readonly target?: {
    readonly group?: string;
    readonly version?: string;
    readonly kind?: string;
    readonly name?: string;
    readonly namespace?: string;
    readonly labelSelector?: string;
    readonly annotationSelector?: string;
  };
}

/** Props of {@link Kustomization}. */
export interface KustomizationProps extends FluxObjectProps {
  /** Where the files come from. */
  readonly sourceRef: SourceLike;

  /**
   * Folder within the source, beginning with `./`.
   *
   * @default - the source's root
   */
  readonly path?: string;

  /**
   * Whether objects that leave the source are deleted from the cluster.
   *
   * @default true
   */
  readonly prune?: boolean;

  /**
   * Whether Ready waits for the health of every applied object.
   *
   * @default true
   */
  readonly wait?: boolean;

  /**
   * Wait between retries after a failure.
   *
   * @default Duration.minutes(2)
   */
  readonly retryInterval?: Duration;

  /**
   * Limit for applying and for health checks.
   *
   * @default Duration.minutes(5)
   */
  readonly timeout?: Duration;

  /**
   * Account of the same namespace that Flux acts as.
   *
   * @default - the controller's default account
   */
  readonly serviceAccountName?: string;

  /**
   * Namespace that every object is moved to. Never on a path that holds Namespaces: they would be renamed.
   *
   * @default - each object's own
   */
  readonly targetNamespace?: string;

  /**
   * Kustomizations that must be Ready first, by object or name.
   *
   * @default - none
   */
  readonly dependsOn?: ReadonlyArray<Kustomization | { readonly name: string; readonly namespace?: string }>;

  /**
   * Secret with the kubeconfig of the cluster to deploy to.
   *
   * @default - the cluster that Flux runs in
   */
  readonly kubeConfig?: SecretKeyReference;

  /**
   * Variables replaced in the source's files when they are applied.
   *
   * @default - none
   */
  readonly substitute?: Readonly<Record<string, string>>;

  /**
   * Objects whose health is checked; without effect while `wait` is on.
   *
   * @default - none
   */
  readonly healthChecks?: readonly HealthCheck[];

  /**
   * Patches.
   *
   * @default - none
   */
  readonly patches?: readonly KustomizePatch[];

  /**
   * Labels and annotations put on every applied object.
   *
   * @default - none
   */
  readonly commonMetadata?: {
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };

  /**
   * How SOPS-encrypted files are opened.
   *
   * @default - not at all
   */
  readonly decryption?: {
    /** The provider. */
    readonly provider: 'sops';
    /** Secret with the keys. */
    readonly secretRef?: LocalObjectReference;
    /** Account for keys of a cloud's key management; Flux 2.6 and later. */
    readonly serviceAccountName?: string;
  };

  /**
   * What happens to the applied objects when the Kustomization is deleted.
   *
   * @default - as `prune` says
   */
  readonly deletionPolicy?: 'MirrorPrune' | 'Delete' | 'WaitForTermination' | 'Orphan';
}

/**
 * A folder of manifests that Flux applies.
 *
 * The defaults differ from Flux's own where those lose something: `prune` and `wait` are on, retries come after two
 * minutes instead of a whole interval, and recreating objects (`force`) is never asked for.
 *
 * @example
 * const repository = new GitRepository(chart, 'apps', {
 *   url: 'https://github.com/acme/apps',
 *   ref: { branch: 'main' },
 * });
 * new Kustomization(chart, 'shop', { sourceRef: repository, path: './shop' });
 */
export class Kustomization extends FluxObject {
  /**
   * The manifest, without its metadata.
   *
   * @throws Error when a path, a variable or a duration is not one that Flux takes
   */
  public static manifest(props: KustomizationProps): FluxManifest {
    refuse(
      props.path === undefined ? undefined : checkSourcePath('path', props.path),
      ...Object.keys(props.substitute ?? {}).map((name) => checkVariable('variable', name)),
    );
    return {
      apiVersion: KUSTOMIZE_API_VERSION,
      kind: 'Kustomization',
      spec: defined({
        interval: interval(props.interval, Duration.hours(1)),
        retryInterval: formatDuration(props.retryInterval ?? Duration.minutes(2)),
        timeout: formatDuration(props.timeout ?? Duration.minutes(5)),
        path: props.path,
        prune: props.prune ?? true,
        wait: props.wait ?? true,
        serviceAccountName: props.serviceAccountName,
        sourceRef: sourceReference(props.sourceRef),
        targetNamespace: props.targetNamespace,
        dependsOn: props.dependsOn?.map((dependency) =>
          dependency instanceof Kustomization
            ? defined({ name: dependency.name, namespace: dependency.metadata.namespace })
            : defined({ ...dependency }),
        ),
        kubeConfig: props.kubeConfig && { secretRef: defined({ ...props.kubeConfig }) },
        postBuild: props.substitute && { substitute: props.substitute },
        healthChecks: props.healthChecks,
        patches: props.patches,
        commonMetadata: props.commonMetadata,
        decryption: props.decryption,
        deletionPolicy: props.deletionPolicy,
        suspend: props.suspend,
      }),
    };
  }

  constructor(scope: Construct, id: string, props: KustomizationProps) {
    super(scope, id, Kustomization.manifest(props), props.metadata);
  }
}
