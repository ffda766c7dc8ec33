import { defined } from '../../core/defined';
import { yamlReader } from '../../core/yaml-reader';
import { SourceSpec } from '../../features/source';
import { Tree } from '../write/tree';
import { byHand, ClusterCommands, run } from './commands';
import { BootstrapCommand, BootstrapStep } from './plan';

/** A place where the fleet's source is read, and how Flux gets in. */
export interface SourceAt {
  readonly namespace: string;
  readonly source: SourceSpec;
}

/**
 * The steps for the Secrets that the fleet's source names in these namespaces.
 *
 * @param hasNamespace whether a namespace is there before Flux follows the folder
 */
export function secretSteps(
  commands: ClusterCommands,
  places: readonly SourceAt[],
  hasNamespace: (namespace: string) => boolean,
): BootstrapStep[] {
  return distinct(places).flatMap(({ namespace, source }) => {
    const space = hasNamespace(namespace) ? [] : [commands.namespace(namespace)];
    return secretsOf(source, namespace).map(({ name, what, note, text }): BootstrapStep => ({
      title: `Secret ${namespace}/${name}: ${what}`,
      ...defined({ note }),
      commands: [...space, byHand(text(commands), commands.get('secret', name, namespace))],
    }));
  });
}

/** The steps for the identities with which Flux reads the fleet's source in these namespaces, where it has no Secret. */
export function identitySteps(commands: ClusterCommands, places: readonly SourceAt[]): BootstrapStep[] {
  const steps = distinct(places).flatMap(({ namespace, source }) => identityStep(commands, source, namespace));
  return Array.from(new Map(steps.map((step) => [step.title, step])).values());
}

function distinct(places: readonly SourceAt[]): SourceAt[] {
  const byKey = new Map<string, SourceAt>();
  for (const place of places) {
    const { secretName, proxySecretName, serviceAccountName, verify } = place.source;
    const key = JSON.stringify([place.namespace, secretName, proxySecretName, serviceAccountName, verify]);
    if (!byKey.has(key)) byKey.set(key, place);
  }
  return [...byKey.values()];
}

interface SecretNeeded {
  readonly name: string;
  readonly what: string;
  readonly note?: string;
  /** The command that makes it. */
  readonly text: (commands: ClusterCommands) => string;
}

/** Flux tells kinds of keys apart by the names in the Secret. */
const SSH_KEYS =
  'for commits signed with SSH keys, which Flux 2.9 and later verify, the file is author.sshpub, with lines as in authorized_keys';

function secretsOf(source: SourceSpec, namespace: string): SecretNeeded[] {
  const { secretName, proxySecretName, verify } = source;
  const certSecretName = source.kind === 'OCIRepository' ? source.certSecretName : undefined;
  const at = `--namespace=${namespace}`;
  const keys = source.kind === 'GitRepository' ? 'author.asc' : 'cosign.pub';
  const isNotation = verify?.provider === 'notation';
  return [
    ...(secretName === undefined ? [] : [credentials(source, secretName, at)]),
    ...(certSecretName === undefined
      ? []
      : [
          {
            name: certSecretName,
            what: 'the certificate of the registry',
            text: (to: ClusterCommands) => to.flux(`create secret tls ${certSecretName} ${at} --ca-crt-file=./ca.crt`),
          },
        ]),
    ...(proxySecretName === undefined
      ? []
      : [
          {
            name: proxySecretName,
            what: 'the proxy in front of the source',
            text: (to: ClusterCommands) =>
              to.flux(`create secret proxy ${proxySecretName} ${at} --address="$PROXY_ADDRESS"`),
          },
        ]),
    ...(verify?.secretName === undefined
      ? []
      : [
          {
            name: verify.secretName,
            what: isNotation
              ? 'whom to trust that signs the source: policy and certificates'
              : 'the public keys that sign the source',
            ...defined({ note: source.kind === 'GitRepository' ? SSH_KEYS : undefined }),
            text: (to: ClusterCommands) =>
              isNotation
                ? to.flux(
                    `create secret notation ${verify.secretName} ${at} --trust-policy-file=./trustpolicy.json --ca-cert-file=./ca.crt`,
                  )
                : to.kubectlText(`create secret generic ${verify.secretName} ${at} --from-file=./${keys}`),
          },
        ]),
  ];
}

/** The Secret with the credentials of a source: a deploy key, a token, a GitHub App or a pull secret. */
function credentials(source: SourceSpec, name: string, at: string): SecretNeeded {
  const { url } = source;
  if (source.kind === 'OCIRepository') {
    const registry = url.replace(/^oci:\/\//, '').split('/', 1)[0] ?? '';
    return {
      name,
      what: 'the pull secret of the registry',
      text: (to) => to.flux(`create secret oci ${name} ${at} --url=${registry} --username=flux --password="$TOKEN"`),
    };
  }
  if (source.provider === 'github') {
    const app = '--app-id="$APP_ID" --app-installation-id="$INSTALLATION_ID" --app-private-key=./app.private-key.pem';
    return {
      name,
      what: 'the GitHub App that may read the repository',
      text: (to) => to.flux(`create secret githubapp ${name} ${at} ${app}`),
    };
  }
  const make = `create secret git ${name} ${at} --url=${url}`;
  return url.startsWith('ssh://')
    ? {
        name,
        what: 'a deploy key of the repository',
        note: `the command prints a public key: add it to ${url} as a deploy key that may read`,
        text: (to) => to.flux(make),
      }
    : {
        name,
        what: 'a token that may read the repository',
        text: (to) => to.flux(`${make} --username=git --password="$TOKEN"`),
      };
}

/** The annotation of an account with an identity of a cloud, with what its value is. */
const IDENTITIES: Readonly<Record<string, string>> = {
  aws: 'eks.amazonaws.com/role-arn="$ROLE_ARN"',
  azure: 'azure.workload.identity/client-id="$CLIENT_ID" azure.workload.identity/tenant-id="$TENANT_ID"',
  gcp: 'iam.gke.io/gcp-service-account="$SERVICE_ACCOUNT"',
};

function identityStep(commands: ClusterCommands, source: SourceSpec, namespace: string): BootstrapStep[] {
  const { provider, secretName, serviceAccountName } = source;
  const annotation = IDENTITIES[provider ?? ''];
  if (annotation === undefined || secretName !== undefined) return [];
  const isOwn = serviceAccountName === undefined;
  const [name, space] = isOwn ? ['source-controller', 'flux-system'] : [serviceAccountName, namespace];
  const at = `--namespace=${space}`;
  const made = run(commands.kubectl('create', 'serviceaccount', name, at), commands.get('serviceaccount', name, space));
  const prepared: BootstrapCommand[] = isOwn ? [] : [commands.namespace(space), made];
  const annotate = commands.kubectlText(`annotate serviceaccount ${name} ${at} --overwrite ${annotation}`);
  const restart = commands.kubectlText(`rollout restart deployment source-controller ${at}`);
  return [
    {
      title: `Account ${space}/${name}: an identity of ${provider} that may read ${source.url}`,
      note: 'the identity and its trust in this account are made with the tools of the cloud',
      commands: [...prepared, byHand(annotate), ...(isOwn ? [byHand(restart)] : [])],
    },
  ];
}

interface Manifest {
  readonly kind?: string;
  readonly metadata?: { readonly name?: string; readonly namespace?: string };
  readonly spec?: { readonly decryption?: { readonly secretRef?: { readonly name?: string } } };
}

/**
 * The steps for the keys that decrypt files of a cluster, which no Kustomization can bring itself.
 *
 * @param isList whether the file at a path lists Kustomizations of the platform
 * @param hasNamespace whether a namespace is there before Flux follows the folder
 */
export function keySteps(
  commands: ClusterCommands,
  tree: Tree,
  isList: (path: string) => boolean,
  hasNamespace: (namespace: string) => boolean,
): BootstrapStep[] {
  const users = new Map<string, string[]>();
  for (const [path, content] of tree.entries()) {
    if (!isList(path) || typeof content !== 'string' || !content.includes('decryption:')) continue;
    for (const document of yamlReader().parseAllDocuments(content)) {
      const { kind, metadata, spec } = (document.toJS() ?? {}) as Manifest;
      const name = spec?.decryption?.secretRef?.name;
      if (kind !== 'Kustomization' || name === undefined) continue;
      const key = `${metadata?.namespace}/${name}`;
      users.set(key, [...(users.get(key) ?? []), metadata?.name ?? '']);
    }
  }
  return Array.from(users.keys())
    .sort()
    .map((key): BootstrapStep => {
      const [namespace = '', name = ''] = key.split('/');
      const space = hasNamespace(namespace) ? [] : [commands.namespace(namespace)];
      const make = `create secret generic ${name} --namespace=${namespace} --from-file=age.agekey=./${name}.agekey`;
      return {
        title: `Secret ${key}: the key that decrypts files of ${users.get(key)!.sort().join(', ')}`,
        commands: [...space, byHand(commands.kubectlText(make), commands.get('secret', name, namespace))],
      };
    });
}
