import { Construct } from 'constructs';
import { freeMap, list, mapOf, number, object, oneOf, Options, required, text } from '../core/options';
import { checkDnsSubdomain } from '../kubernetes/names';
import { OPERATOR_API_VERSION } from './api-versions';
import { FluxContext } from './context';
import { FluxManifest, fluxManifest, FluxObject, LocalObjectReference, refuse } from './flux-object';
import { operatorMetadata, OperatorObjectProps } from './flux-operator';
import { DURATION, LOCAL_REFERENCE, SUSPENDABLE } from './option-types';
import { optionalReference } from './references';
import { checkServiceUrl } from './rules';
import { ResourceSetInputProviderSpec } from './spec';
import { WrittenSpec } from './spec-fields';

/** Props of {@link ResourceSetInputProvider}. */
export interface ResourceSetInputProviderProps extends OperatorObjectProps<ResourceSetInputProviderSpec> {
  /** Source of the inputs: branches, tags or pull requests of a Git service, tags of an artifact, or static values. */
  readonly type: ResourceSetInputProviderSpec['type'];

  /**
   * URL of the repository or service, without user and password.
   *
   * @default - none, allowed only with types `Static` and `ExternalArtifact`
   */
  readonly url?: string;

  /**
   * Secret with the credentials.
   *
   * @default - anonymous
   */
  readonly secretRef?: LocalObjectReference;

  /**
   * Secret with the service's CA certificate (`ca.crt`) and the client certificate (`tls.crt`, `tls.key`).
   *
   * @default - the CA certificates in the operator's image
   */
  readonly certSecretRef?: LocalObjectReference;

  /**
   * ServiceAccount in the same namespace whose cloud identity or pull secrets are used.
   *
   * @default - the operator's own
   */
  readonly serviceAccountName?: string;

  /**
   * Default values for every input.
   *
   * @default - none
   */
  readonly defaultValues?: Readonly<Record<string, unknown>>;

  /**
   * Filter of the branches, tags or pull requests.
   *
   * @default - all, at most 100
   */
  readonly filter?: ResourceSetInputProviderSpec['filter'];

  /**
   * Labels of pull requests whose input stays unchanged.
   *
   * @default - none
   */
  readonly skip?: ResourceSetInputProviderSpec['skip'];

  /**
   * Times at which inputs may change.
   *
   * @default - at any time
   */
  readonly schedule?: ResourceSetInputProviderSpec['schedule'];

  /**
   * ExternalArtifacts to use as inputs, by name or labels; for type `ExternalArtifact`.
   *
   * @default - none
   */
  readonly selectors?: ResourceSetInputProviderSpec['selectors'];
}

/** Options of {@link ResourceSetInputProviderProps}. */
const RESOURCE_SET_INPUT_PROVIDER = Options.of<ResourceSetInputProviderProps>('a ResourceSetInputProvider', {
  ...SUSPENDABLE,
  type: required(
    oneOf(
      'ExternalArtifact',
      'Static',
      'GitHubBranch',
      'GitHubTag',
      'GitHubPullRequest',
      'GitLabBranch',
      'GitLabTag',
      'GitLabMergeRequest',
      'GitLabEnvironment',
      'AzureDevOpsBranch',
      'AzureDevOpsTag',
      'AzureDevOpsPullRequest',
      'AWSCodeCommitBranch',
      'AWSCodeCommitTag',
      'AWSCodeCommitPullRequest',
      'GiteaBranch',
      'GiteaTag',
      'GiteaPullRequest',
      'OCIArtifactTag',
      'ACRArtifactTag',
      'ECRArtifactTag',
      'GARArtifactTag',
      'ExternalService',
    ),
  ),
  url: text,
  secretRef: LOCAL_REFERENCE,
  certSecretRef: LOCAL_REFERENCE,
  serviceAccountName: text,
  defaultValues: freeMap,
  filter: object({
    excludeBranch: text,
    excludeEnvironment: text,
    excludeTag: text,
    includeBranch: text,
    includeEnvironment: text,
    includeTag: text,
    labels: list(text),
    limit: number({}),
    semver: text,
  }),
  skip: object({ labels: list(text) }),
  schedule: list(object({ cron: required(text), timeZone: text, window: DURATION })),
  selectors: list(
    object({
      matchExpressions: list(object({ key: required(text), operator: required(text), values: list(text) })),
      matchLabels: mapOf(text),
      name: text,
      namespace: text,
    }),
  ),
  interval: DURATION,
  timeout: DURATION,
});

/**
 * Provides inputs to a {@link ResourceSet}.
 *
 * @example
 * new ResourceSetInputProvider(chart, 'requests', {
 *   type: 'GitHubPullRequest',
 *   url: 'https://github.com/acme/web',
 *   secretRef: { name: 'github' },
 * });
 */
export class ResourceSetInputProvider extends FluxObject<'ResourceSetInputProvider'> {
  /**
   * The manifest without metadata.
   *
   * @throws Error for an unknown option, when the URL does not fit the type, or a duration is invalid
   */
  public static manifest(props: ResourceSetInputProviderProps, context: FluxContext = {}): FluxManifest {
    RESOURCE_SET_INPUT_PROVIDER.demand(props);
    const manifest = fluxManifest<ResourceSetInputProviderSpec>(
      OPERATOR_API_VERSION,
      'ResourceSetInputProvider',
      {
        type: props.type,
        url: props.url,
        secretRef: optionalReference('secretRef', props.secretRef, context),
        certSecretRef: optionalReference('certSecretRef', props.certSecretRef, context),
        serviceAccountName: props.serviceAccountName,
        defaultValues: props.defaultValues,
        filter: props.filter,
        skip: props.skip,
        schedule: props.schedule,
        selectors: props.selectors,
      },
      props.specOverrides,
    );
    refuse(...checkSpec(manifest.spec));
    return manifest;
  }

  constructor(scope: Construct, id: string, props: ResourceSetInputProviderProps) {
    super(scope, id, (context) => ResourceSetInputProvider.manifest(props, context), operatorMetadata(props));
  }
}

function* checkSpec(spec: WrittenSpec<ResourceSetInputProviderSpec>): Generator<string | undefined> {
  const { type, url, selectors = [], serviceAccountName } = spec;
  const isLocal = type === 'Static' || type === 'ExternalArtifact';
  if (isLocal && url !== undefined) yield `url is not used by type ${type}: leave it out`;
  if (!isLocal && url === undefined) yield `a ResourceSetInputProvider of type ${type} asks a service: give url`;
  if (!isLocal && url !== undefined) yield checkServiceUrl('url', url, schemesOf(spec));
  if (type === 'ExternalArtifact' && selectors.length === 0) {
    yield 'a ResourceSetInputProvider of type ExternalArtifact lists artifacts: give selectors';
  }
  if (type !== 'ExternalArtifact' && selectors.length > 0)
    yield `selectors are not used by type ${type}: leave them out`;
  if (serviceAccountName !== undefined) yield checkDnsSubdomain('serviceAccountName', serviceAccountName);
}

function schemesOf({ type, insecure }: WrittenSpec<ResourceSetInputProviderSpec>): readonly string[] {
  if (type.endsWith('ArtifactTag')) return ['oci'];
  if (type.startsWith('AWSCodeCommit') || (type === 'ExternalService' && insecure !== true)) return ['https'];
  return ['https', 'http'];
}
