import { createHash, generateKeyPairSync } from 'node:crypto';
import { encodeBech32 } from '../../src/kubernetes/sops-bech32';

/**
 * Things that look like credentials, made when the tests run: none stands in this file in one piece, so that scanners of
 * hosts that keep it have nothing to find.
 */

/** Something planted: what it looks like, and what of it must never be seen again. */
export interface Planted {
  readonly id: string;
  readonly name: string;
  readonly text: string;
  /** The part that is the secret, if not all of it is. */
  readonly secret: string;
}

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';
const ALNUM = LOWER + LOWER.toUpperCase() + DIGITS;

/** Characters that look random and are the same in every run. */
export function random(length: number, seed: string, alphabet = ALNUM): string {
  let result = '';
  for (let round = 0; result.length < length; round++) {
    for (const byte of createHash('sha512').update(`${seed} ${round}`).digest())
      result += alphabet[byte % alphabet.length];
  }
  return result.slice(0, length);
}

export const base64 = (text: string) => Buffer.from(text).toString('base64');

const BASE32 = LOWER.toUpperCase() + '234567';
const HEX = 'abcdef' + DIGITS;
const url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const jwt = (seed: string) =>
  [url({ alg: 'HS256', typ: 'JWT' }), url({ sub: seed, exp: 1 }), random(43, seed)].join('.');

function pem(seed: 'ec' | 'rsa' | 'ed25519'): string {
  if (seed === 'ec') {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    return privateKey.export({ format: 'pem', type: 'sec1' }) as string;
  }
  if (seed === 'ed25519')
    return generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }) as string;
  return generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({
    format: 'pem',
    type: 'pkcs1',
  }) as string;
}

/** The base64 between the lines of a PEM text, which no message may hold. */
const bodyOf = (text: string) => text.split('\n')[1]!.slice(0, 40);

const armor = (kind: string, body: string) =>
  `-----BEGIN ${kind}-----\n${body.match(/.{1,64}/g)!.join('\n')}\n-----END ${kind}-----\n`;

const whole = (id: string, name: string, text: string): Planted => ({ id, name, text, secret: text });
const part = (id: string, name: string, text: string, secret: string): Planted => ({ id, name, text, secret });
const password = random(14, 'password');

/** Credentials that are known by their format or by what is around them, wherever they stand. */
export function formats(): Planted[] {
  const keys = (['ec', 'rsa', 'ed25519'] as const).map((kind) => {
    const text = pem(kind);
    return part('private-key', `${kind} key`, text, bodyOf(text));
  });
  const openssh = armor('OPENSSH PRIVATE' + ' KEY', base64(random(300, 'openssh')));
  const pgp = armor('PGP PRIVATE' + ' KEY BLOCK', base64(random(300, 'pgp')));
  const der = generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');
  return [
    ...keys,
    part('private-key', 'OpenSSH key', openssh, bodyOf(openssh)),
    part('private-key', 'PGP key', pgp, bodyOf(pgp)),
    whole('private-key', 'key without lines around it', der),
    whole(
      'age-secret-key',
      'age key',
      encodeBech32('age-secret-key-', createHash('sha256').update('age').digest()).toUpperCase(),
    ),
    whole('aws-access-key-id', 'AWS key', 'AK' + 'IA' + random(16, 'aws', BASE32)),
    whole('aws-access-key-id', 'AWS session key', 'AS' + 'IA' + random(16, 'aws session', BASE32)),
    whole('gcp-api-key', 'GCP key', 'AI' + 'za' + random(35, 'gcp')),
    whole('gcp-oauth-secret', 'GCP OAuth', 'GOC' + 'SPX-' + random(28, 'oauth')),
    whole('azure-client-secret', 'Azure secret', `${random(3, 'az')}8` + 'Q~' + random(34, 'azure')),
    whole('azure-shared-key', 'Azure storage', 'Account' + 'Key=' + base64(random(64, 'storage'))),
    whole('azure-shared-key', 'Azure bus', 'SharedAccess' + 'Key=' + base64(random(32, 'bus'))),
    whole('azure-devops-token', 'Azure DevOps', random(76, 'azdo') + 'AZ' + 'DO' + random(4, 'azdo 2')),
    ...['p', 'o', 'u', 's', 'r'].map((kind) =>
      whole('github-token', `GitHub ${kind}`, `gh${kind}` + '_' + random(36, kind)),
    ),
    whole('github-token', 'GitHub fine-grained', 'github_' + 'pat_' + random(22, 'a') + '_' + random(59, 'b')),
    whole('gitlab-token', 'GitLab', 'gl' + 'pat-' + random(20, 'gitlab')),
    whole('gitlab-token', 'GitLab deploy', 'gl' + 'dt-' + random(20, 'gitlab deploy')),
    whole('slack-token', 'Slack bot', 'xo' + 'xb-' + random(12, 's', DIGITS) + '-' + random(24, 'slack')),
    whole('slack-token', 'Slack app', 'xa' + 'pp-1-' + random(30, 'slack app')),
    whole(
      'slack-webhook',
      'Slack hook',
      'hooks.slack' + `.com/services/T${random(8, 't')}/B${random(8, 'b')}/${random(24, 'hook')}`,
    ),
    whole('stripe-key', 'Stripe', 'sk' + '_live_' + random(24, 'stripe')),
    whole('stripe-key', 'Stripe restricted', 'rk' + '_test_' + random(24, 'stripe 2')),
    whole('npm-token', 'npm', 'npm' + '_' + random(36, 'npm')),
    whole('pypi-token', 'PyPI', 'pypi-' + 'AgEIcHlwaS5vcmc' + random(70, 'pypi')),
    whole('jwt', 'JWT', jwt('one')),
    whole('digitalocean-token', 'DigitalOcean', 'dop' + '_v1_' + random(64, 'do', HEX)),
    whole('docker-hub-token', 'Docker Hub', 'dckr' + '_pat_' + random(27, 'docker')),
    whole('grafana-token', 'Grafana', 'gl' + 'sa_' + random(32, 'grafana') + '_' + random(8, 'g', HEX)),
    whole('hashicorp-token', 'Vault', 'hv' + 's.' + random(90, 'vault')),
    whole('hashicorp-token', 'Terraform', random(14, 'tf') + '.atlas' + 'v1.' + random(67, 'terraform')),
    whole('hugging-face-token', 'Hugging Face', 'hf' + '_' + random(34, 'hf', LOWER + LOWER.toUpperCase())),
    whole('openai-or-anthropic-key', 'OpenAI', 'sk' + '-proj-' + random(48, 'openai')),
    whole('openshift-token', 'OpenShift', 'sha256' + '~' + random(43, 'openshift')),
    whole('sendgrid-key', 'SendGrid', 'SG' + '.' + random(22, 'sg') + '.' + random(43, 'sendgrid')),
    whole('shopify-token', 'Shopify', 'shp' + 'at_' + random(32, 'shopify', HEX)),
    whole('databricks-token', 'Databricks', 'da' + 'pi' + random(32, 'databricks', HEX)),
    whole('new-relic-key', 'New Relic', 'NRAK' + '-' + random(27, 'nr', LOWER.toUpperCase() + DIGITS)),
    whole('atlassian-token', 'Atlassian', 'ATA' + 'TT3' + random(180, 'atlassian')),
    whole('rubygems-token', 'RubyGems', 'ruby' + 'gems_' + random(48, 'gems', HEX)),
    whole('telegram-token', 'Telegram', random(10, 'bot', DIGITS) + ':' + 'AA' + random(33, 'telegram')),
    part(
      'url-credentials',
      'PostgreSQL',
      `postgres://shop:${password}@db.example.com:5432/shop?sslmode=require`,
      password,
    ),
    part('url-credentials', 'Redis', `redis://:${password}@cache:6379/0`, password),
    part('url-credentials', 'AMQP', `amqps://app:${password}@mq.example.com/%2f`, password),
    part('url-credentials', 'MongoDB', `mongodb+srv://app:${password}@c0.example.net/shop`, password),
    part('url-credentials', 'proxy', `http://proxy:${password}@10.0.0.1:3128`, password),
    part('connection-string', 'MySQL of Go', `shop:${password}@tcp(db:3306)/shop?parseTime=true`, password),
    part('connection-string', 'Oracle', `jdbc:oracle:thin:shop/${password}@//db:1521/shop`, password),
    part(
      'connection-string',
      'SQL Server',
      `Server=tcp:db,1433;Database=shop;User ID=sa;Password=${password};Encrypt=true`,
      password,
    ),
    part(
      'htpasswd',
      'htpasswd of Apache',
      `operator:$apr1$${random(8, 'salt')}$${random(22, 'hash')}`,
      random(22, 'hash'),
    ),
    part('htpasswd', 'htpasswd of bcrypt', `operator:$2y$10$${random(53, 'bcrypt')}`, random(53, 'bcrypt')),
    part(
      'basic-auth',
      'header for basic authentication',
      `Authorization: Basic ${base64(`bob:${password}`)}`,
      base64(`bob:${password}`),
    ),
    part('bearer-token', 'header with a token', `Authorization: Bearer ${random(40, 'bearer')}`, random(40, 'bearer')),
    part('basic-auth', 'curl', `curl -sf -u bob:${password} https://example.com`, password),
    part(
      'docker-config',
      'Docker configuration',
      JSON.stringify({ auths: { 'r.example.com': { auth: base64(`bob:${password}`) } } }),
      base64(`bob:${password}`),
    ),
    part(
      'kubeconfig',
      'kubeconfig',
      `apiVersion: v1\nkind: Config\nclusters: []\nusers:\n- name: a\n  user:\n    token: ${random(30, 'kube')}\n`,
      random(30, 'kube'),
    ),
  ];
}

/** Passwords that nothing tells but the name that they are under. */
export const PASSWORDS: readonly string[] = [
  'hunter' + '22',
  'Tr0ub4dor' + '&3',
  random(20, 'strong'),
  'correct horse battery' + ' staple',
  '9473' + '8112',
];

/** Names that say so. */
export const PASSWORD_NAMES: readonly string[] = [
  'password',
  'PASSWORD',
  'adminPassword',
  'db_password',
  'redis-password',
  'MYSQL_ROOT_PASSWORD',
  'PGPASSWORD',
  'spring.datasource.password',
  'keyPassphrase',
  'smtp_pass',
  'pwd',
];

/** Names of what is a credential when it looks random, and such values. */
export const CREDENTIAL_NAMES: readonly string[] = [
  'apiKey',
  'API_KEY',
  'x-api-key',
  'token',
  'authToken',
  'GITLAB_RUNNER_TOKEN',
  'clientSecret',
  'client_secret',
  'AWS_SECRET_ACCESS_KEY',
  'SECRET_KEY_BASE',
  'encryptionKey',
  'signing_key',
  '_authToken',
  'webhookSecret',
  'privateKey',
];

export const CREDENTIALS: readonly string[] = [
  random(40, 'aws secret', `${ALNUM}/+`),
  random(32, 'hex', HEX),
  random(16, 'short'),
  '3f2504e0' + '-4f89-11d3-9a0c-' + '0305e82c3301',
];
