import { createHash, generateKeyPairSync } from 'node:crypto';
import { agePair, sopsFile } from './sops-writer';

/** What looks a little like a credential, and is none. */

const sha = (algorithm: string, text: string, encoding: 'hex' | 'base64' = 'hex') =>
  createHash(algorithm).update(text).digest(encoding);
const base64 = (text: string) => Buffer.from(text).toString('base64');
const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const publicPem = publicKey.export({ format: 'pem', type: 'spki' }) as string;
const certificate = `-----BEGIN CERTIFICATE-----\n${base64(`certificate ${sha('sha512', 'c')}`.repeat(4))
  .match(/.{1,64}/g)!
  .join('\n')}\n-----END CERTIFICATE-----\n`;

/** Values under names of credentials that point elsewhere, wait to be replaced or say nothing. */
const REFERENCES: ReadonlyArray<readonly [string, string]> = [
  ...[
    '',
    '~',
    'null',
    'none',
    'changeme',
    'change-me',
    'CHANGE_ME_PLEASE',
    'changeit',
    'REPLACE_ME',
    'replace-with-yours',
    'your-password-here',
    '<password>',
    '<put it here>',
    'xxxxxxxx',
    '********',
    '...',
    'TODO',
    'redacted',
    'placeholder',
    'example',
    'dummy',
    'password',
    'secret',
    'default',
    'true',
    'false',
    'required',
    'disabled',
    'random',
    'generated',
  ].map((value) => ['password', value] as const),
  ...[
    '$(DB_PASSWORD)',
    '${DB_PASSWORD}',
    '${DB_PASSWORD:-}',
    '$DB_PASSWORD',
    '$1',
    '{{ .Values.auth.password }}',
    '{{ include "x.password" . }}',
    '%(password)s',
    '%DB_PASSWORD%',
    '@password@',
  ].map((value) => ['DB_PASSWORD', value] as const),
  ...[
    '/run/secrets/db/password',
    './password.txt',
    '../secrets/db',
    '~/.config/app/password',
    '/etc/ssl/private/server.key',
    'C:\\app\\password.txt',
    'file:///run/secrets/db',
    'file:/etc/app/password',
    'env:DB_PASSWORD',
  ].map((value) => ['password', value] as const),
  ...[
    'vault:secret/data/db#password',
    'ref+awssecrets://db/password',
    'op://team/db/password',
    'arn:aws:secretsmanager:eu-1:123456789012:secret:db',
    'projects/acme/secrets/db/versions/3',
    'kv/web/db',
    'secretref:db',
    'ssm:/web/db',
    '@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/secrets/db)',
  ].map((value) => ['clientSecret', value] as const),
  ...[
    'redis-password',
    'db.password',
    'postgres-admin-pass',
    'mysql_root_password',
    'my-app-token',
    'web-credentials',
    'github.token',
  ].map((value) => ['password', value] as const),
  ...[
    'web-tls',
    'team-a-registry',
    'default',
    'regcred',
    'shop-db-v2',
    'ingress-2024',
    'web-tls-5d4f8c7b9d',
    'letsEncryptProd',
    'my.secret.example.com',
    'team-a/web-db',
    'etcd-cluster-k8s',
    'oauth2-proxy',
  ].map((value) => ['secret', value] as const),
  ...[
    '24h',
    '3600',
    '15m0s',
    '2026-01-02',
    '2026-01-02T03:04:05Z',
    '1.2.3',
    'v2.10.0-rc.1',
    '>=1.2.0',
    '10.0.0.0/8',
    'ops@example.com',
    'api.example.com',
    'https://id.example.com/oauth2/token',
    'registry.example.com/web/shop:1.2.3',
    'bearer',
    'client_credentials',
    'RS256',
  ].map((value) => ['token', value] as const),
];

/** Names that hold a word for credentials, and what charts and programs have under them. */
const NAMES: ReadonlyArray<readonly [string, string]> = [
  ['passwordSecretRef', 'shop-db'],
  ['existingSecret', 'shop-db-7f9c2d8b41'],
  ['existingSecretPasswordKey', 'redis-password'],
  ['secretName', 'web-tls-cert-2024a7'],
  ['secretKey', 'S3_SECRET_KEY'],
  ['imagePullSecret', 'acr-6b1f9c0d2e'],
  ['tokenUrl', 'https://id.example.com/token'],
  ['token_endpoint', 'https://id.example.com/oauth2/token'],
  ['tokenTTL', '24h0m0s'],
  ['tokenReviewerServiceAccount', 'vault-auth-delegator'],
  ['passwordFile', '/run/secrets/db'],
  ['PASSWORD_FILE', '/run/secrets/db'],
  ['passwordMinLength', '12'],
  ['passwordPolicy', 'length(12) and upperCase(1) and digits(1)'],
  ['secretNamespace', 'flux-system'],
  ['secretStoreKind', 'ClusterSecretStore'],
  ['keyAlgorithm', 'ECDSA-P256'],
  ['apiKeyHeader', 'X-Api-Key'],
  ['AUTH_TYPE', 'oauth2-client-credentials'],
  ['authMode', 'X509ThenSAS12'],
  ['authorization', 'RBAC,Node'],
  ['sessionCookieName', 'sid_9f3a'],
  ['clientId', '3f2504e0-4f89-11d3-9a0c-0305e82c3301'],
  ['subscriptionId', '0c9d1a3e-77a1-4f0e-8a52-90d1f0e4b1aa'],
  ['accessKeyId', 'key-of-the-shop'],
  ['publicKey', sha('sha256', 'public', 'base64')],
  ['keyId', sha('sha1', 'id')],
  ['checksum', sha('sha512', 'x')],
  ['compass', 'north-east-7f3'],
  ['bypass', 'internal.example.com,10.0.0.0/8'],
  ['tokenizer', 'cl100k_base_v2b7'],
  ['secretary', 'j0hn.d0e.31337xyz'],
  ['passthrough', 'true'],
  ['author', 'a1b2c3d4e5f6'],
  ['monkey', 'b4n4n4s4r3g00d'],
  ['keyboard', 'us-intl-deadkeys-v1a2'],
  ['automountServiceAccountToken', 'false'],
  ['credentialsMode', 'Mint'],
  ['useExistingSecret', 'yes'],
];

/** Values that look random and are not secret, under names that say nothing. */
const VALUES: ReadonlyArray<readonly [string, string]> = [
  ...['md5', 'sha1', 'sha256', 'sha384', 'sha512'].flatMap((algorithm) => [
    [algorithm, sha(algorithm, algorithm)] as const,
    ['digest', `${algorithm}:${sha(algorithm, 'image')}`] as const,
    ['integrity', `${algorithm}-${sha(algorithm, 'npm', 'base64')}`] as const,
  ]),
  ...['a', 'b', 'c', 'd', 'e'].map(
    (one) => ['image', `registry.example.com/${one}/web@sha256:${sha('sha256', one)}`] as const,
  ),
  ...['f', 'g', 'h'].map((one) => ['revision', `main@sha1:${sha('sha1', one)}`] as const),
  ...['i', 'j', 'k'].map((one) => ['commit', sha('sha1', one)] as const),
  ['id', '3f2504e0-4f89-11d3-9a0c-0305e82c3301'],
  ['uid', '0c9d1a3e-77a1-4f0e-8a52-90d1f0e4b1aa'],
  ['ca.crt', certificate],
  ['caBundle', base64(certificate)],
  ['cosign.pub', publicPem],
  [
    'jwks',
    JSON.stringify({
      keys: [
        {
          kty: 'EC',
          crv: 'P-256',
          kid: sha('sha1', 'kid'),
          x: sha('sha256', 'x', 'base64'),
          y: sha('sha256', 'y', 'base64'),
        },
      ],
    }),
  ],
  ['authorized', `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${sha('sha256', 'ssh', 'base64').slice(0, 43)} ops@example.com`],
  ['known_hosts', `github.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${sha('sha256', 'host', 'base64').slice(0, 43)}`],
  ['recipient', agePair().recipient],
  ['fingerprint', `SHA256:${sha('sha256', 'fp', 'base64').slice(0, 43)}`],
  ['etag', `"${sha('md5', 'etag')}"`],
  ['html', base64('<html><body>Hello, this is a page that says nothing of interest.</body></html>')],
  ['script', base64('#!/bin/sh\nset -eu\necho "the password is read from $PASSWORD_FILE"\n')],
  ['logo', Buffer.from(Array.from({ length: 400 }, (_, index) => (index * 7919) % 256)).toString('base64')],
  ['gz', Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 200, 201, 202, 203, 204, 205, 206, 207]).toString('base64')],
  ['twice', base64(base64('nothing of interest, twice'))],
  ['url', 'https://git.example.com/acme/fleet?ref=main#readme'],
  ['proxy', 'http://proxy.example.com:3128'],
  ['database', 'postgres://db.example.com:5432/shop?sslmode=require'],
  ['database', 'postgres://shop@db.example.com/shop'],
  ['database', 'postgres://shop:$(DB_PASSWORD)@db/shop'],
  ['database', 'postgres://shop:${DB_PASSWORD}@db/shop'],
  ['database', 'postgres://user:password@localhost/test'],
  ['database', 'postgres://USER:<password>@HOST/DB'],
  ['database', 'redis://:{{ .Values.password }}@cache:6379'],
  ['database', 'shop:$(DB_PASSWORD)@tcp(db:3306)/shop'],
  ['database', 'Server=db;Database=shop;Integrated Security=true'],
  ['database', 'Server=db;User Id=sa;Password=${SA_PASSWORD};'],
  ['callback', 'https://shop.example.com:8443/path/someone@example.com'],
  ['clone', 'git@git.example.com:acme/fleet.git'],
  ['clone', 'ssh://git@git.example.com/acme/fleet'],
  ['mail', 'mailto:someone@example.com'],
  ['selector', 'app.kubernetes.io/name=shop,tier!=cache'],
  ['header', 'Authorization: Bearer $(TOKEN)'],
  ['header', 'Authorization: Bearer <token>'],
  ['header', 'WWW-Authenticate: Basic realm="shop"'],
  ['command', 'curl -fsS -u "$USER:$PASSWORD" https://example.com'],
  ['command', 'docker run --user 1000:1000 example.com/shop'],
  ['command', 'psql --username shop --password-file /run/secrets/db'],
  ['command', 'export PASSWORD=$(cat /run/secrets/password)'],
  ['command', 'kubectl create secret generic db --from-file=password=/run/secrets/db'],
  ['command', 'vault write auth/kubernetes/login role=shop jwt=@/var/run/token'],
  ['pattern', '^(?:[a-z0-9]+(?:[._-][a-z0-9]+)*)$'],
  ['aws', 'AKIA' + 'IOSFODNN7' + 'EXAMPLE'],
  ['aws', 'AKIA' + 'X'.repeat(16)],
  ['github', 'ghp_' + 'x'.repeat(36)],
  ['release', 'disk-usage-exporter-for-the-production-cluster-1'],
  ['release', 'task-scheduler-of-the-batch-namespace-0123456789'],
  ['note', 'Ask the team for the token, it expires every 30 days.'],
  ['note', 'The password must have 12 characters: see the wiki.'],
  ['label.password', 'Enter your password'],
  ['password', 'Choose a password of 12 characters.'],
  ['note', 'Put your key between -----BEGIN PRIVATE' + ' KEY----- and -----END PRIVATE' + ' KEY-----.'],
  ['jwt-like', 'eyJustWords.eyJustWords.andMoreWords'],
  ['arn', 'arn:aws:iam::123456789012:role/shop-irsa'],
  ['gcp', 'shop@acme-prod.iam.gserviceaccount.com'],
  ['color', '#A1B2C3'],
  ['range', '10.96.0.0/12'],
  ['base', 'TWFu'],
];

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
