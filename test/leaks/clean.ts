import { agePair, sopsFile } from '../features/secret/sops-writer';
import { base64, NAMES, REFERENCES, sha, VALUES } from './clean-values';

/** Whole files in a ConfigMap. */
const FILES: readonly string[] = [
  'server:\n  port: 8080\n  password: ${DB_PASSWORD}\n  token:\n    valueFrom: {secretKeyRef: {name: shop, key: token}}\n',
  'auth:\n  existingSecret: shop\n  secretKeys:\n    adminPasswordKey: admin-password\n    userPasswordKey: password\n',
  '[auth]\npassword =\ntoken_url = https://id.example.com/token\nsecret_file = /run/secrets/token\n',
  'DB_HOST=db\nDB_PASSWORD=\nDB_PASSWORD_FILE=/run/secrets/db\nTOKEN_TTL=24h\nAPI_KEY=$(cat /run/secrets/key)\n',
  'requirepass ${REDIS_PASSWORD}\nmasterauth $(REDIS_PASSWORD)\nmaxmemory 256mb\n',
  'machine git.example.com login robot password ${GIT_TOKEN}\n',
  '<settings><server><password>${env.PASSWORD}</password></server></settings>\n',
  'const token = getToken();\nlet password = input("password: ");\nconst secret = process.env.SECRET;\n',
  'token := os.Getenv("TOKEN")\npassword, err := readPassword(path)\n',
  'local secret = nil\nif token == "" then return end\n',
  'set -eu\nPASSWORD="$(cat "$PASSWORD_FILE")"\nexport TOKEN="${TOKEN:?missing}"\n',
  'http:\n  basicAuth:\n    secret: web-basic-auth\n    realm: shop\n',
  'receivers:\n- name: ops\n  webhook_configs:\n  - url_file: /etc/alerts/url\n    http_config:\n      authorization: {credentials_file: /etc/alerts/token}\n',
  'apiVersion: v1\nkind: Config\nclusters:\n- name: a\n  cluster: {server: https://a}\nusers:\n- name: a\n  user: {exec: {command: aws, args: [eks, get-token]}}\n',
  '{"auths": {"r.example.com": {}}, "credHelpers": {"r.example.com": "ecr-login"}}',
  'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: a}\nsecrets: [{name: a-token}]\n',
  'kind: Secret is what you need.\ndata: none of it here.\n',
  'groups:\n- name: tokens\n  rules:\n  - alert: TokenExpiry\n    expr: sum(rate(token_expiry_seconds{secret="db-credentials"}[5m])) > 0\n    annotations: {summary: "Token of {{ $labels.secret }} expires"}\n',
  '{"title":"Tokens","panels":[{"targets":[{"expr":"tokens_total{key=\\"a\\"}"}],"datasource":{"uid":"P8E80F9AEF21F6940"}}]}',
  'log_format main "$remote_addr $http_authorization";\nproxy_set_header Authorization $http_authorization;\n',
];

/** Whole objects. */
const OBJECTS: ReadonlyArray<readonly [string, object]> = [
  [
    'ExternalSecret',
    {
      kind: 'ExternalSecret',
      spec: {
        data: [
          { secretKey: 'AWS_SECRET_ACCESS_KEY_2a', remoteRef: { key: 'web/prod/db-7f3a9c2e41', property: 'password' } },
        ],
      },
    },
  ],
  [
    'SecretStore',
    {
      kind: 'ClusterSecretStore',
      spec: {
        provider: {
          vault: {
            server: 'https://vault',
            auth: { kubernetes: { role: 'shop', secretRef: { name: 'vault', key: 'token' } } },
          },
        },
      },
    },
  ],
  [
    'SealedSecret',
    {
      kind: 'SealedSecret',
      spec: {
        encryptedData: { password: `AgB${sha('sha512', 'sealed', 'base64').repeat(5)}` },
        template: { type: 'Opaque' },
      },
    },
  ],
  [
    'container with references',
    {
      env: [
        { name: 'DB_PASSWORD', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } },
        { name: 'TOKEN_FILE', value: '/var/run/token' },
        { name: 'PASSWORD_MIN', value: '12' },
      ],
    },
  ],
  [
    'arguments',
    {
      args: [
        '--password-file',
        '/run/secrets/db',
        '--token-ttl=24h',
        '--tls-private-key-file=/etc/tls/tls.key',
        '--secret',
        'web-tls',
        '--initial-cluster-token',
        'etcd-cluster-1',
      ],
    },
  ],
  [
    'volumes',
    { volumes: [{ name: 'secret', secret: { secretName: 'db', items: [{ key: 'password', path: 'db/password' }] } }] },
  ],
  [
    'issuer',
    { kind: 'Issuer', spec: { acme: { privateKeySecretRef: { name: 'letsencrypt-key' }, email: 'ops@example.com' } } },
  ],
  [
    'certificate',
    {
      kind: 'Certificate',
      spec: { secretName: 'web-tls', privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' } },
    },
  ],
  [
    'source',
    {
      kind: 'GitRepository',
      spec: { url: 'https://git.example.com/acme/fleet', secretRef: { name: 'fleet-login' }, ref: { branch: 'main' } },
    },
  ],
  ['numbers', { auth: { passwordLength: 16, tokenTTL: 3600, maxTokens: 100000, password: 0 } }],
  ['switches', { auth: { password: true, token: false, secret: null, apiKey: [] } }],
  [
    'role',
    { kind: 'Role', rules: [{ apiGroups: [''], resources: ['secrets', 'serviceaccounts/token'], verbs: ['get'] }] },
  ],
  ['Secret without values', { kind: 'Secret', type: 'Opaque', metadata: { name: 'a' } }],
];

/** All of them, each with its name. */
export function cleanInputs(): Array<readonly [string, object]> {
  const pairs = [...REFERENCES, ...NAMES, ...VALUES];
  return [
    ...pairs.map(
      ([name, value]) =>
        [`data ${name}: ${value.slice(0, 60)}`, { kind: 'ConfigMap', data: { [name]: value } }] as const,
    ),
    ...[...REFERENCES, ...NAMES].map(
      ([name, value]) =>
        [
          `a file with ${name}: ${value.slice(0, 60)}`,
          { kind: 'ConfigMap', data: { file: `# settings\n${name}: ${JSON.stringify(value)}\n` } },
        ] as const,
    ),
    ...FILES.map((text) => [`file ${text.slice(0, 40)}`, { kind: 'ConfigMap', data: { file: text } }] as const),
    ...FILES.map(
      (text) =>
        [`file in base64 ${text.slice(0, 40)}`, { kind: 'ConfigMap', binaryData: { file: base64(text) } }] as const,
    ),
    ...OBJECTS,
  ];
}

/** A Secret that SOPS encrypted, as its file has it. */
export function encryptedSecret(): string {
  return sopsFile({ to: [agePair()], namespace: 'dev-web', stringData: { password: 'x', token: 'y' } });
}
