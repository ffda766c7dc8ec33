import { Construct } from 'constructs';
import { byteLength, checkDnsLabel, checkDnsSubdomain, DNS_LABEL_MAX, quote } from '../kubernetes/names';
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
} from './kustomize';
import { dependencies, DependencyReference, kubeConfig, KubeConfigMapReference, optionalReference } from './references';
import { checkSourcePath, checkVariable } from './rules';
import { SourceLike, sourceReference } from './source-reference';
import { KustomizationSpec } from './spec';
import { WrittenSpec } from './spec-fields';

/** Props of {@link Kustomization}. */
export interface KustomizationProps extends SuspendableProps<KustomizationSpec>, KustomizationDefaults {
  /** Where the files come from. */
  readonly sourceRef: SourceLike;

  /**
   * Folder within the source, beginning with `./`.
   *
   * @default - the source's root
   */
  readonly path?: string;

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
  readonly dependsOn?: ReadonlyArray<Kustomization | DependencyReference>;

  /**
   * Secret with the kubeconfig of the cluster to deploy to, or a ConfigMap that says how it is reached without one.
   *
   * @default - the cluster that Flux runs in
   */
  readonly kubeConfig?: SecretKeyReference | KubeConfigMapReference;

  /**
   * Variables replaced in the source's files when they are applied.
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
   * Objects whose health is checked; without effect while `wait` is on.
   *
   * @default - none
   */
  readonly healthChecks?: readonly HealthCheck[];

  /**
   * How the health of custom resources is read.
   *
   * @default - by their conditions
   */
  readonly healthCheckExprs?: readonly HealthCheckExpression[];

  /**
   * Patches.
   *
   * @default - none
   */
  readonly patches?: readonly KustomizePatch[];

  /**
   * Images that are replaced.
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
   * What is put before the name of every object, at most 200 bytes.
   *
   * @default - nothing
   */
  readonly namePrefix?: string;

  /**
   * What is put after the name of every object, at most 200 bytes.
   *
   * @default - nothing
   */
  readonly nameSuffix?: string;

  /**
   * Labels and annotations put on every applied object.
   *
   * @default - none
   */
  readonly commonMetadata?: CommonMetadata;

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

  /**
   * Whether objects are deleted and made again when a field that cannot be changed is. What they hold is lost with
   * them, so this is for one Kustomization and for as long as the change takes: there is no default for many.
   *
   * @default false
   */
  readonly force?: boolean;
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
export class Kustomization extends FluxObject<'Kustomization'> {
  /**
   * The manifest, without its metadata.
   *
   * @throws Error when a path, a variable, a name or a duration is not one that Flux takes
   */
  public static manifest(props: KustomizationProps, context: FluxContext = {}): FluxManifest {
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
        deletionPolicy: props.deletionPolicy,
        suspend: props.suspend,
      },
      props.specOverrides,
    );
    // Flux writes the name into a label, so it may not be as long as those of other objects.
    refuse(...checkName(metadata?.name));
    refuse(...checkSpec(manifest.spec));
    return manifest;
  }

  constructor(scope: Construct, id: string, props: KustomizationProps) {
    super(scope, id, (context) => Kustomization.manifest(props, context), props.metadata);
  }
}

function* checkName(name: string | undefined): Generator<string | undefined> {
  if (name === undefined) return;
  yield checkDnsSubdomain('Kustomization name', name);
  const bytes = byteLength(name);
  if (bytes > DNS_LABEL_MAX)
    yield `Kustomization name ${quote(name)} is ${bytes} bytes long: use at most ${DNS_LABEL_MAX}`;
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

/** Components may lie beside the path, but not in another repository or somewhere on the controller's disk. */
function checkComponent(path: string): string | undefined {
  return path === '' || path.startsWith('/') || path.includes('\\') || path.includes(':')
    ? `component ${quote(path)} is not relative to path: write a folder such as "../components/tls"`
    : undefined;
}
