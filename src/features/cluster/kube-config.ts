import { defined } from '../../core/defined';
import { either, list, object, oneOf, required, text, untyped } from '../../core/options';
import { SecretKeyReference } from '../../flux/flux-object';
import { checkDnsSubdomain, quote } from '../../kubernetes/names';

/** Where the API server of a remote cluster is, whatever the provider. */
export interface ApiServerProps {
  /**
   * URL of the API server, such as `https://api.example.com:6443`.
   *
   * @default - what the cloud says of the cluster
   */
  readonly address?: string;

  /**
   * Certificate of the authority that signed the API server's, as PEM.
   *
   * @default - what the cloud says of the cluster
   */
  readonly caCertificate?: string;
}

/** The way to an EKS cluster with an identity of AWS. */
export interface EksKubeConfig extends ApiServerProps {
  /** The provider. */
  readonly provider: 'aws';

  /** ARN of the cluster: `arn:aws:eks:<region>:<account>:cluster/<name>`. */
  readonly cluster: string;

  /**
   * ARN of the IAM role that Flux assumes for this cluster alone: `arn:aws:iam::<account>:role/<name>`.
   *
   * @default - the identity of Flux's controllers
   */
  readonly roleArn?: string;
}

/** The way to an AKS cluster with an identity of Microsoft Entra. */
export interface AksKubeConfig extends ApiServerProps {
  /** The provider. */
  readonly provider: 'azure';

  /**
   * Resource id of the cluster:
   * `/subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.ContainerService/managedClusters/<name>`.
   */
  readonly cluster: string;

  /**
   * Client id of the identity that Flux takes for this cluster alone; with `tenantId`.
   *
   * @default - the identity of Flux's controllers
   */
  readonly clientId?: string;

  /**
   * Tenant of the identity; with `clientId`.
   *
   * @default - the identity of Flux's controllers
   */
  readonly tenantId?: string;
}

/** The way to a GKE cluster with an identity of Google Cloud. */
export interface GkeKubeConfig extends ApiServerProps {
  /** The provider. */
  readonly provider: 'gcp';

  /** Name of the cluster: `projects/<project>/locations/<location>/clusters/<name>`. */
  readonly cluster: string;

  /**
   * E-mail of the service account that Flux acts as for this cluster alone: `<name>@<project>.iam.gserviceaccount.com`.
   *
   * @default - the identity of Flux's controllers
   */
  readonly serviceAccountEmail?: string;
}

/** The way to a cluster that trusts the tokens of its manager, by OpenID Connect. */
export interface GenericKubeConfig extends ApiServerProps {
  /** The provider. */
  readonly provider: 'generic';

  /** URL of the API server, such as `https://api.example.com:6443`. */
  readonly address: string;

  /**
   * Audiences of the tokens.
   *
   * @default - the `address`
   */
  readonly audiences?: readonly string[];
}

/**
 * The way to a remote cluster with workload identity: Flux gets a token for each request, and there is no kubeconfig
 * that could leak. Flux 2.7 and later.
 */
export type WorkloadIdentityKubeConfig = EksKubeConfig | AksKubeConfig | GkeKubeConfig | GenericKubeConfig;

/** All options of {@link WorkloadIdentityKubeConfig}; which belong together is checked by provider. */
interface AnyKubeConfig extends ApiServerProps {
  readonly provider: 'aws' | 'azure' | 'gcp' | 'generic';
  readonly cluster?: string;
  readonly roleArn?: string;
  readonly clientId?: string;
  readonly tenantId?: string;
  readonly serviceAccountEmail?: string;
  readonly audiences?: readonly string[];
}

/** Whether a remote cluster is reached with workload identity, and not with a kubeconfig in a Secret. */
export function isWorkloadIdentity(
  given: SecretKeyReference | WorkloadIdentityKubeConfig,
): given is WorkloadIdentityKubeConfig {
  return 'provider' in given;
}

/** The type of the option at run time. */
export const KUBE_CONFIG_TYPE = untyped(
  either<AnyKubeConfig, SecretKeyReference>(
    object<AnyKubeConfig>({
      provider: required(oneOf('aws', 'azure', 'gcp', 'generic')),
      cluster: text,
      address: text,
      caCertificate: text,
      roleArn: text,
      clientId: text,
      tenantId: text,
      serviceAccountEmail: text,
      audiences: list(text),
    }),
    (value) => typeof value === 'object' && value !== null && 'provider' in value,
    object<SecretKeyReference>({ name: required(text), key: text }),
  ),
);

/** An option of a provider: its form as Flux checks it, and an example. */
interface Form {
  readonly pattern: RegExp;
  readonly example: string;
}

interface Provider {
  /** The form of `cluster`; undefined for a provider that has none. */
  readonly cluster?: Form;
  /** The options of an identity of its own, all of them or none, by the annotations of its account. */
  readonly identity: Readonly<Record<string, Form & { readonly option: keyof AnyKubeConfig }>>;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const UUID_EXAMPLE = '00000000-0000-0000-0000-000000000000';

/** The patterns are those of Flux's own checks (fluxcd/pkg/auth 0.54), which come too late. */
const PROVIDERS: Readonly<Record<AnyKubeConfig['provider'], Provider>> = {
  aws: {
    cluster: {
      pattern: /^arn:aws[\w-]*:eks:[^:]{1,100}:[0-9]{1,30}:cluster\/.{1,200}$/,
      example: 'arn:aws:eks:eu-central-1:111122223333:cluster/store-1',
    },
    identity: {
      'eks.amazonaws.com/role-arn': {
        option: 'roleArn',
        pattern: /^arn:aws[\w-]*:iam::[0-9]{1,30}:role\/.{1,200}$/,
        example: 'arn:aws:iam::111122223333:role/flux',
      },
    },
  },
  azure: {
    cluster: {
      pattern:
        /^\/subscriptions\/[^/]{36}\/resourceGroups\/[^/]{1,200}\/providers\/Microsoft\.ContainerService\/managedClusters\/[^/]{1,200}$/i,
      example: `/subscriptions/${UUID_EXAMPLE}/resourceGroups/stores/providers/Microsoft.ContainerService/managedClusters/store-1`,
    },
    identity: {
      'azure.workload.identity/client-id': { option: 'clientId', pattern: UUID, example: UUID_EXAMPLE },
      'azure.workload.identity/tenant-id': { option: 'tenantId', pattern: UUID, example: UUID_EXAMPLE },
    },
  },
  gcp: {
    cluster: {
      pattern: /^projects\/[^/]{1,200}\/locations\/[^/]{1,200}\/clusters\/[^/]{1,200}$/,
      example: 'projects/acme/locations/europe-west3/clusters/store-1',
    },
    identity: {
      'iam.gke.io/gcp-service-account': {
        option: 'serviceAccountEmail',
        pattern: /^[a-zA-Z0-9-]{1,100}@[a-zA-Z0-9-]{1,100}\.iam\.gserviceaccount\.com$/,
        example: 'flux@acme.iam.gserviceaccount.com',
      },
    },
  },
  generic: { identity: {} },
};

/** Options that every provider has. */
const COMMON: readonly string[] = ['address', 'caCertificate', 'provider'];

/** Problems of the way to a remote cluster. */
export function checkKubeConfig(given: SecretKeyReference | WorkloadIdentityKubeConfig): Array<string | undefined> {
  if (!isWorkloadIdentity(given)) return [checkDnsSubdomain('kubeConfig', given.name)];
  const { address, audiences, cluster, caCertificate, ...rest }: AnyKubeConfig = given;
  const { provider } = rest;
  const { cluster: form, identity } = PROVIDERS[provider];
  const what = `kubeConfig of provider ${quote(provider)}`;
  const own = Object.values(identity);
  const identified = own.filter(({ option }) => given[option as keyof typeof given] !== undefined);
  const known = new Set([...COMMON, ...own.map(({ option }) => option), ...(form ? ['cluster'] : ['audiences'])]);
  return [
    ...Object.keys(given)
      .filter((key) => !known.has(key))
      .map((key) => `${what} has ${key}, which it does not take: leave it out`),
    ...(form ? [checkForm(what, 'cluster', cluster, form)] : []),
    form === undefined && address === undefined
      ? `${what} lacks address: give the URL of the API server, such as https://api.example.com:6443`
      : undefined,
    address !== undefined && !/^https:\/\/[^/?#@\s]+$/.test(address)
      ? `${what} has the address ${quote(address)}: give a URL such as https://api.example.com:6443`
      : undefined,
    caCertificate !== undefined &&
    !/^-----BEGIN CERTIFICATE-----\n[^]*-----END CERTIFICATE-----\n?$/.test(caCertificate)
      ? `${what} has a caCertificate that is no PEM: give the text from BEGIN CERTIFICATE to END CERTIFICATE`
      : undefined,
    audiences?.some((one) => one.trim() === '') ? `${what} has an empty audience: leave it out` : undefined,
    ...(identified.length === 0
      ? []
      : own.map(({ option, ...its }) => checkForm(what, option, given[option as keyof typeof given], its))),
  ];
}

function checkForm(
  what: string,
  option: string,
  value: string | undefined,
  { pattern, example }: Form,
): string | undefined {
  if (value === undefined) return `${what} lacks ${option}: give one such as ${example}`;
  return pattern.test(value) ? undefined : `${what} has the ${option} ${quote(value)}: give one such as ${example}`;
}

/** Flux's access to a remote cluster with workload identity, as plain data. */
export interface ResolvedWorkloadIdentity {
  /** Data of the ConfigMap. */
  readonly data: Readonly<Record<string, string>>;
  /** Annotations of the account with the cluster's own identity; undefined for that of Flux's controllers. */
  readonly account?: Readonly<Record<string, string>>;
}

/**
 * The ConfigMap of a remote cluster, and the account that it names.
 *
 * @param name name of both
 */
export function resolveWorkloadIdentity(given: WorkloadIdentityKubeConfig, name: string): ResolvedWorkloadIdentity {
  const { provider, cluster, address, caCertificate, audiences, ...options }: AnyKubeConfig = given;
  const annotations = Object.entries(PROVIDERS[provider].identity).flatMap(([annotation, { option }]) => {
    const value = options[option as keyof typeof options];
    return value === undefined ? [] : [[annotation, value] as const];
  });
  const hasOwn = annotations.length > 0;
  const data = {
    provider,
    ...defined({
      cluster,
      address,
      'ca.crt': caCertificate,
      audiences: audiences?.join('\n'),
      serviceAccountName: hasOwn ? name : undefined,
    }),
  };
  return hasOwn ? { data, account: Object.fromEntries(annotations) } : { data };
}
