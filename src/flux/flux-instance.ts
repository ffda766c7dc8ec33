import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { flag, list, object, oneOf, Options, required, text } from '../core/options';
import { quote } from '../kubernetes/names';
import { OPERATOR_API_VERSION } from './api-versions';
import { FluxContext } from './context';
import { FluxManifest, fluxManifest, FluxObject, LocalObjectReference, refuse } from './flux-object';
import { operatorMetadata, OperatorObjectProps } from './flux-operator';
import { CommonMetadata, KustomizePatch, COMMON_METADATA, KUSTOMIZE_PATCHES } from './kustomize';
import { checkOciName, checkOciTag } from './oci-names';
import { DURATION, LOCAL_REFERENCE, SUSPENDABLE } from './option-types';
import { checkFullRefName } from './ref-names';
import { localReference } from './references';
import { checkGitUrl, checkOciUrl, checkSourcePath } from './rules';
import { githubProblems } from './source-rules';
import { FluxInstanceSpec } from './spec';

/** The source that a FluxInstance reconciles. */
export interface FluxInstanceSync {
  /**
   * Kind of the source.
   *
   * @default GitRepository
   */
  readonly kind?: 'GitRepository' | 'OCIRepository' | 'Bucket';

  /** URL of the repository, or the endpoint of the bucket, without user and password. */
  readonly url: string;

  /**
   * Revision to fetch: the full name of a Git reference, such as `refs/heads/main`, a tag of an artifact, or a bucket's
   * name.
   */
  readonly ref: string;

  /** Folder to apply, beginning with `./`. */
  readonly path: string;

  /**
   * Secret with the credentials, by object or name.
   *
   * @default - anonymous
   */
  readonly pullSecret?: LocalObjectReference;

  /**
   * Cloud provider whose identity authenticates when there is no Secret.
   *
   * @default - generic
   */
  readonly provider?: NonNullable<FluxInstanceSpec['sync']>['provider'];

  /**
   * How often Flux checks for a new revision, at least one minute.
   *
   * @default - 1 minute
   */
  readonly interval?: Duration;

  /**
   * Name of the source and the Kustomization. Immutable.
   *
   * @default - the namespace's name
   */
  readonly name?: string;
}

/** Props of {@link FluxInstance}. */
export interface FluxInstanceProps extends OperatorObjectProps<FluxInstanceSpec> {
  /** Version or version range of Flux, such as `2.9.x`. */
  readonly version: string;

  /**
   * Registry of the controllers' images.
   *
   * @default ghcr.io/fluxcd - Flux's own
   */
  readonly registry?: string;

  /**
   * OCI artifact, beginning with `oci://`, with manifests for Flux versions that the operator does not ship.
   *
   * @default - none: the manifests shipped with the operator
   */
  readonly artifact?: string;

  /**
   * Controllers to install.
   *
   * @default - source, kustomize, helm and notification controllers
   */
  readonly components?: FluxInstanceSpec['components'];

  /**
   * Type and settings of the cluster. `multitenant` enables Flux's lockdown.
   *
   * @default - a Kubernetes cluster with network policies, without lockdown
   */
  readonly cluster?: FluxInstanceSpec['cluster'];

  /**
   * The source to reconcile.
   *
   * @default - none
   */
  readonly sync?: FluxInstanceSync;

  /**
   * Patches to the controllers' manifests.
   *
   * @default - none
   */
  readonly patches?: readonly KustomizePatch[];

  /**
   * Labels and annotations of every installed object.
   *
   * @default - none
   */
  readonly commonMetadata?: CommonMetadata;

  /**
   * Volume for source-controller's artifacts, so that a restart does not fetch all of them again.
   *
   * @default - the node's disk
   */
  readonly storage?: FluxInstanceSpec['storage'];
}

/** The only name the operator accepts. */
const NAME = 'flux';

/** Options of {@link FluxInstanceProps}. */
const FLUX_INSTANCE = Options.of<FluxInstanceProps>('a FluxInstance', {
  ...SUSPENDABLE,
  version: required(text),
  registry: text,
  artifact: text,
  components: list(
    oneOf(
      'source-controller',
      'kustomize-controller',
      'helm-controller',
      'notification-controller',
      'image-reflector-controller',
      'image-automation-controller',
      'source-watcher',
    ),
  ),
  cluster: object({
    domain: text,
    multitenant: flag,
    multitenantWorkloadIdentity: flag,
    networkPolicy: flag,
    objectLevelWorkloadIdentity: flag,
    size: oneOf('small', 'medium', 'large'),
    tenantDefaultDecryptionServiceAccount: text,
    tenantDefaultKubeConfigServiceAccount: text,
    tenantDefaultServiceAccount: text,
    type: oneOf('aws', 'azure', 'gcp', 'kubernetes', 'openshift'),
  }),
  sync: object<FluxInstanceSync>({
    kind: oneOf('GitRepository', 'OCIRepository', 'Bucket'),
    url: required(text),
    ref: required(text),
    path: required(text),
    pullSecret: LOCAL_REFERENCE,
    provider: oneOf('generic', 'aws', 'azure', 'github', 'gcp'),
    interval: DURATION,
    name: text,
  }),
  patches: KUSTOMIZE_PATCHES,
  commonMetadata: COMMON_METADATA,
  storage: object({ class: required(text), size: required(text) }),
  interval: DURATION,
  timeout: DURATION,
});

/**
 * A Flux installation that Flux Operator keeps up to date. Its name is `flux`; a cluster has one.
 *
 * @example
 * new FluxInstance(chart, 'flux', {
 *   version: '2.9.x',
 *   cluster: { multitenant: true },
 *   sync: {
 *     url: 'https://github.com/acme/fleet',
 *     ref: 'refs/heads/main',
 *     path: './clusters/eu-1',
 *   },
 * });
 */
export class FluxInstance extends FluxObject<'FluxInstance'> {
  /**
   * The manifest without metadata.
   *
   * @throws Error for an unknown option, when a name, URL, path or duration is invalid
   */
  public static manifest(props: FluxInstanceProps, context: FluxContext = {}): FluxManifest {
    FLUX_INSTANCE.demand(props);
    const { metadata, patches, sync } = props;
    const manifest = fluxManifest<FluxInstanceSpec>(
      OPERATOR_API_VERSION,
      'FluxInstance',
      {
        distribution: {
          version: props.version,
          registry: props.registry ?? 'ghcr.io/fluxcd',
          artifact: props.artifact,
        },
        components: props.components,
        cluster: props.cluster,
        sync: sync && {
          ...sync,
          kind: sync.kind ?? 'GitRepository',
          pullSecret: sync.pullSecret && localReference('sync.pullSecret', sync.pullSecret, context).name,
        },
        kustomize: patches && { patches },
        commonMetadata: props.commonMetadata,
        storage: props.storage,
      },
      props.specOverrides,
    );
    const { distribution, sync: written } = manifest.spec;
    refuse(
      metadata?.name === undefined || metadata.name === NAME
        ? undefined
        : `a FluxInstance named ${quote(metadata.name)} is not looked at: name it "${NAME}", or leave the name out`,
      distribution.version === '' ? 'version "" is not a version of Flux: give one such as "2.9.x"' : undefined,
      distribution.artifact === undefined ? undefined : checkOciUrl('artifact', distribution.artifact),
      ...(written ? checkSync(written) : []),
    );
    return manifest;
  }

  constructor(scope: Construct, id: string, props: FluxInstanceProps) {
    super(scope, id, (context) => FluxInstance.manifest(props, context), operatorMetadata(props, NAME));
  }
}

function* checkSync(
  sync: Pick<FluxInstanceSync, 'kind' | 'url' | 'ref' | 'path' | 'provider'> & { readonly pullSecret?: string },
): Generator<string | undefined> {
  if (sync.kind === 'GitRepository') {
    yield checkGitUrl('sync.url', sync.url, 'pullSecret');
    yield checkFullRefName('sync.ref', sync.ref);
  } else if (sync.kind === 'OCIRepository') {
    yield checkOciUrl('sync.url', sync.url, 'pullSecret') ?? checkOciName('sync.url', sync.url);
    yield checkOciTag(sync.ref);
  }
  if (sync.kind === 'Bucket' && sync.url.includes('@'))
    yield 'sync.url carries credentials: name a Secret with pullSecret instead';
  yield checkSourcePath('sync.path', sync.path);
  if (sync.provider === 'github' && sync.kind === 'GitRepository') {
    yield* githubProblems(sync.url, sync.pullSecret);
  }
  if (sync.provider === 'github' && sync.kind !== 'GitRepository') {
    yield `sync.provider github is not used by a ${sync.kind}: leave it out`;
  }
  if (sync.provider === 'gcp' && sync.kind === 'GitRepository') {
    yield 'sync.provider gcp is not used by a GitRepository: leave it out';
  }
}
