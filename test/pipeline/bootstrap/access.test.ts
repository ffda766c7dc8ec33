import { Duration } from 'cdk8s';
import { Source } from '../../../src';
import { identitySteps, keySteps, secretSteps } from '../../../src/pipeline/bootstrap/access';
import { ClusterCommands, shellText } from '../../../src/pipeline/bootstrap/commands';
import { Tree } from '../../../src/pipeline/write/tree';

const commands = new ClusterCommands('eu');
const inFlux = (namespace: string) => namespace === 'flux-system';

/** The titles and the commands of the steps for a source in Flux's own namespace. */
function stepsFor(source: Source, namespace = 'flux-system'): Record<string, string[]> {
  const places = [{ namespace, source: source.spec }];
  const steps = [...secretSteps(commands, places, inFlux), ...identitySteps(commands, places)];
  return Object.fromEntries(
    steps.map(({ title, commands: some }) => [title, some.map(({ text, argv }) => `${argv ? 'run' : 'you'}: ${text}`)]),
  );
}

const url = 'https://github.com/acme/fleet';
const create = 'flux --context=eu create secret';
const at = '--namespace=flux-system';

test('a token', () => {
  expect(stepsFor(Source.git({ url, branch: 'main', secretName: 'login' }))).toEqual({
    'Secret flux-system/login: a token that may read the repository': [
      `you: ${create} git login ${at} --url=${url} --username=git --password="$TOKEN"`,
    ],
  });
});

test('a deploy key', () => {
  const ssh = 'ssh://git@github.com/acme/fleet';
  expect(stepsFor(Source.git({ url: ssh, branch: 'main', secretName: 'key' }))).toEqual({
    'Secret flux-system/key: a deploy key of the repository': [`you: ${create} git key ${at} --url=${ssh}`],
  });
});

test('a GitHub App', () => {
  expect(stepsFor(Source.git({ url, branch: 'main', provider: 'github', secretName: 'app' }))).toEqual({
    'Secret flux-system/app: the GitHub App that may read the repository': [
      `you: ${create} githubapp app ${at} --app-id="$APP_ID" --app-installation-id="$INSTALLATION_ID" --app-private-key=./app.private-key.pem`,
    ],
  });
});

test('an OCI registry, its certificate, a proxy and keys that sign', () => {
  const source = Source.oci({
    ...{ url: 'oci://registry.example.com/acme/fleet', tag: 'main', timeout: Duration.seconds(30) },
    ...{ secretName: 'registry', certSecretName: 'ca', proxySecretName: 'proxy', verify: { secretName: 'keys' } },
  });
  expect(stepsFor(source)).toEqual({
    'Secret flux-system/registry: the pull secret of the registry': [
      `you: ${create} oci registry ${at} --url=registry.example.com --username=flux --password="$TOKEN"`,
    ],
    'Secret flux-system/ca: the certificate of the registry': [`you: ${create} tls ca ${at} --ca-crt-file=./ca.crt`],
    'Secret flux-system/proxy: the proxy in front of the source': [
      `you: ${create} proxy proxy ${at} --address="$PROXY_ADDRESS"`,
    ],
    'Secret flux-system/keys: the public keys that sign the source': [
      `you: kubectl --context=eu create secret generic keys ${at} --from-file=./cosign.pub`,
    ],
  });
});

test("a cloud's identity, of source-controller or of an account", () => {
  const oci = { url: 'oci://registry.example.com/acme/fleet', tag: 'main', provider: 'gcp' } as const;
  expect(stepsFor(Source.oci(oci))).toEqual({
    'Account flux-system/source-controller: an identity of gcp that may read oci://registry.example.com/acme/fleet': [
      `you: kubectl --context=eu annotate serviceaccount source-controller ${at} --overwrite iam.gke.io/gcp-service-account="$SERVICE_ACCOUNT"`,
      `you: kubectl --context=eu rollout restart deployment source-controller ${at}`,
    ],
  });
  const azure = { url: 'https://dev.azure.com/acme/fleet/_git/fleet', provider: 'azure', serviceAccountName: 'git' };
  expect(stepsFor(Source.git({ ...azure, provider: 'azure', branch: 'main' }), 'dev-flux-system')).toEqual({
    [`Account dev-flux-system/git: an identity of azure that may read ${azure.url}`]: [
      'run: kubectl --context=eu create namespace dev-flux-system',
      'run: kubectl --context=eu create serviceaccount git --namespace=dev-flux-system',
      'you: kubectl --context=eu annotate serviceaccount git --namespace=dev-flux-system --overwrite azure.workload.identity/client-id="$CLIENT_ID" azure.workload.identity/tenant-id="$TENANT_ID"',
    ],
  });
});

test('the identity of source-controller is one for all namespaces', () => {
  const { spec } = Source.oci({ url: 'oci://registry.example.com/acme/fleet', tag: 'main', provider: 'gcp' });
  const places = ['flux-system', 'dev-flux-system'].map((namespace) => ({ namespace, source: spec }));
  expect(identitySteps(commands, places)).toHaveLength(1);
});

test('a public repository needs nothing', () => {
  expect(stepsFor(Source.git({ url, branch: 'main' }))).toEqual({});
});

/** The flags of the flux CLI 2.9 by its reference, https://fluxcd.io/flux/cmd/. */
const FLUX_FLAGS: Readonly<Record<string, readonly string[]>> = {
  'create secret git': ['--namespace', '--password', '--url', '--username'],
  'create secret githubapp': ['--app-id', '--app-installation-id', '--app-private-key', '--namespace'],
  'create secret notation': ['--ca-cert-file', '--namespace', '--trust-policy-file'],
  'create secret oci': ['--namespace', '--password', '--url', '--username'],
  'create secret proxy': ['--address', '--namespace'],
  'create secret tls': ['--ca-crt-file', '--namespace'],
};

test('keys of signatures, for each kind', () => {
  const keysOf = (source: Source) =>
    secretSteps(commands, [{ namespace: 'flux-system', source: source.spec }], () => true).map(
      ({ title, note, commands: [first] }) => [title, note, first?.text],
    );
  expect(keysOf(Source.git({ url, branch: 'main', verify: { secretName: 'keys' } }))).toEqual([
    [
      'Secret flux-system/keys: the public keys that sign the source',
      'for commits signed with SSH keys, which Flux 2.9 and later verify, the file is author.sshpub, with lines as in authorized_keys',
      `kubectl --context=eu create secret generic keys ${at} --from-file=./author.asc`,
    ],
  ]);
  const oci = { url: 'oci://registry.example.com/acme/fleet', tag: 'main' };
  expect(keysOf(Source.oci({ ...oci, verify: { provider: 'notation', secretName: 'trust' } }))).toEqual([
    [
      'Secret flux-system/trust: whom to trust that signs the source: policy and certificates',
      undefined,
      `flux --context=eu create secret notation trust ${at} --trust-policy-file=./trustpolicy.json --ca-cert-file=./ca.crt`,
    ],
  ]);
  const identities = [
    { issuer: '^https://token\\.actions\\.githubusercontent\\.com$', subject: '^https://github\\.com/acme/' },
  ];
  expect(keysOf(Source.oci({ ...oci, verify: { identities } }))).toEqual([]);
});

test('commands of the flux CLI have flags that it documents', () => {
  const access = { secretName: 'a', proxySecretName: 'b' };
  const sources = [
    Source.git({ url: 'ssh://git@github.com/acme/fleet', branch: 'main', ...access }),
    Source.git({ url, branch: 'main', ...access }),
    Source.git({ url, branch: 'main', provider: 'github', ...access }),
    Source.oci({ url: 'oci://registry.example.com/acme/fleet', tag: 'main', certSecretName: 'c', ...access }),
    Source.oci({
      ...{ url: 'oci://registry.example.com/acme/fleet', tag: 'main' },
      verify: { provider: 'notation', secretName: 'trust' },
    }),
  ];
  const texts = sources.flatMap((source) => Object.values(stepsFor(source)).flat());
  const used = new Map<string, Set<string>>();
  for (const text of texts) {
    const [, command, args] = /^you: flux --context=eu (create secret \w+) \w+ (.*)$/.exec(text)!;
    const flags = [...args!.matchAll(/(?:^| )(--[a-z-]+)=/g)].map(([, flag]) => flag!);
    used.set(command!, new Set([...(used.get(command!) ?? []), ...flags]));
  }
  expect(Object.fromEntries(Array.from(used, ([command, flags]) => [command, [...flags].sort()]))).toEqual(FLUX_FLAGS);
});

test('keys for encrypted files, once for all that use them', () => {
  const tree = new Tree();
  const kustomization = (name: string, secret?: string) =>
    [
      'apiVersion: kustomize.toolkit.fluxcd.io/v1',
      'kind: Kustomization',
      `metadata: { name: ${name}, namespace: dev-flux-system }`,
      `spec:${secret === undefined ? ' {}' : `\n  decryption:\n    provider: sops\n    secretRef: { name: ${secret} }`}`,
    ].join('\n');
  tree.add(
    'clusters/eu/dev/tenants.yaml',
    [kustomization('shop-secrets', 'age'), kustomization('a', 'age'), kustomization('b')].join('\n---\n'),
  );
  tree.add('clusters/eu/dev/tenants/shop/apps/apps.yaml', kustomization('web', "the tenant's own"));
  const steps = keySteps(commands, tree, (path) => path.endsWith('tenants.yaml'), inFlux);
  expect(steps.map(({ title, commands: some }) => [title, some.map(({ text }) => text)])).toEqual([
    [
      'Secret dev-flux-system/age: the key that decrypts files of a, shop-secrets',
      [
        'kubectl --context=eu create namespace dev-flux-system',
        'kubectl --context=eu create secret generic age --namespace=dev-flux-system --from-file=age.agekey=./age.agekey',
      ],
    ],
  ]);
});

test('what a shell would take apart is quoted', () => {
  expect(shellText(['kubectl', '--context=my cluster', "it's", 'plain'])).toBe(
    `kubectl '--context=my cluster' 'it'\\''s' plain`,
  );
});
