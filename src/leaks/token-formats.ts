/** A credential that is recognized by its format alone. */
export interface TokenFormat {
  /** Its name in messages; the finding's id is the same with hyphens. */
  readonly what: string;
  /** Parts that every token has one of, for a cheap search. */
  readonly marks: readonly string[];
  /** The format, as the source of a regular expression without capturing groups. */
  readonly source: string;
}

/** Characters that continue a token, so that a match next to one is only a part of something longer. */
const START = '(?<![A-Za-z0-9_])';
const END = '(?![A-Za-z0-9_])';

const token = (what: string, marks: readonly string[], body: string): TokenFormat => ({
  what,
  marks,
  source: START + body + END,
});

const PEM_KEY = '-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----[A-Za-z0-9+/=\\s\\\\:,.-]*';

/**
 * Token formats that their issuers publish for scanners. Public halves are left out: certificates, public keys,
 * publishable keys, ids of clients and accounts.
 */
export const TOKEN_FORMATS: readonly TokenFormat[] = [
  { what: 'private key', marks: ['PRIVATE KEY'], source: PEM_KEY },
  // PKCS#8 and PKCS#1 without their PEM header: a version, then the algorithm's number.
  {
    what: 'private key',
    marks: ['AgEAMA', 'IBADAN', 'MC4CAQAw', 'MIGHAgEA'],
    source:
      'MI[A-Za-z0-9+/]{2,6}(?:IBADANBgkqhkiG9w0BAQEF|AgEAMA0GCSqGSIb3DQEBAQUA|AgEAMBMGByqGSM49)[A-Za-z0-9+/=]{20,}|MC4CAQAwBQYDK2V[wu][A-Za-z0-9+/=]{20,}',
  },
  { what: 'private key', marks: ['PuTTY-User-Key'], source: 'PuTTY-User-Key-File-[0-9]:' },
  token('age secret key', ['AGE-SECRET-KEY-'], 'AGE-SECRET-KEY-(?:PQ-)?1[0-9A-Z]{40,}'),
  token('AWS access key id', ['AKIA', 'ASIA', 'ABIA', 'ACCA'], '(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}'),
  token('GCP API key', ['AIza'], 'AIza[0-9A-Za-z_-]{35}'),
  token('GCP OAuth secret', ['GOCSPX-', 'ya29.'], '(?:GOCSPX-[0-9A-Za-z_-]{28}|ya29\\.[0-9A-Za-z_-]{30,})'),
  token('Azure client secret', ['Q~'], '[A-Za-z0-9_~.]{3}[0-9]Q~[A-Za-z0-9_~.-]{31,34}'),
  {
    what: 'Azure shared key',
    marks: ['AccountKey=', 'AccessKey=', 'AccessSignature='],
    source: '(?:AccountKey|SharedAccessKey|AccessKey)=[A-Za-z0-9+/]{40,}={0,2}|SharedAccessSignature=\\S{20,}',
  },
  { what: 'Azure SAS signature', marks: ['sig='], source: '(?<=[?&])sig=[A-Za-z0-9%+/]{40,}(?:=|%3[Dd])?' },
  token('Azure DevOps token', ['AZDO'], '[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}'),
  token('GitHub token', ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'], 'gh[pousr]_[A-Za-z0-9]{36,255}'),
  token('GitHub token', ['github_pat_'], 'github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}'),
  token(
    'GitLab token',
    ['glpat-', 'gldt-', 'glrt-', 'glptt-', 'glcbt-', 'glagent-', 'gloas-', 'glsoat-', 'glimt-', 'glft-', 'GR1348941'],
    '(?:(?:glpat|gldt|glrt|glptt|glcbt|glagent|gloas|glsoat|glimt|glft)-(?:[0-9a-zA-Z]{1,3}_)?[0-9A-Za-z_.-]{20,}|GR1348941[0-9A-Za-z_-]{20})',
  ),
  token('Slack token', ['xox', 'xapp-'], '(?:xox[abeoprs][-.][0-9A-Za-z.-]{10,}|xapp-[0-9]-[0-9A-Za-z-]{20,})'),
  {
    what: 'Slack webhook',
    marks: ['hooks.slack.com'],
    source: 'hooks\\.slack\\.com/(?:services|workflows|triggers)/[A-Za-z0-9+/]{20,}',
  },
  token(
    'Stripe key',
    ['k_live_', 'k_test_', 'whsec_'],
    '(?:[rs]k_(?:live|test)_[0-9A-Za-z]{16,}|whsec_[0-9A-Za-z+/=]{24,})',
  ),
  token('npm token', ['npm_'], 'npm_[A-Za-z0-9]{36}'),
  token('PyPI token', ['pypi-Ag'], 'pypi-Ag[A-Za-z0-9_-]{50,}'),
  token('JWT', ['eyJ'], 'eyJ[A-Za-z0-9_-]{8,}\\.eyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{10,}'),
  token('DigitalOcean token', ['dop_v1_', 'doo_v1_', 'dor_v1_'], 'do[opr]_v1_[a-f0-9]{64}'),
  token('Docker Hub token', ['dckr_'], 'dckr_[po]at_[A-Za-z0-9_-]{27,}'),
  token('Grafana token', ['glsa_', 'glc_'], '(?:glsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}|glc_[A-Za-z0-9+/=]{32,})'),
  token(
    'Hashicorp token',
    ['hvs.', 'hvb.', 'hvr.', '.atlasv1.'],
    '(?:hv[sbr]\\.[A-Za-z0-9_-]{24,}|[A-Za-z0-9]{14}\\.atlasv1\\.[A-Za-z0-9_=-]{60,})',
  ),
  token('Hugging Face token', ['hf_'], 'hf_[A-Za-z]{34}'),
  token('OpenAI or Anthropic key', ['sk-'], 'sk-(?=[\\w-]*[0-9])(?=[\\w-]*[A-Z])[\\w-]{32,}'),
  token('OpenShift token', ['sha256~'], 'sha256~[A-Za-z0-9_-]{43}'),
  token('SendGrid key', ['SG.'], 'SG\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}'),
  token('Shopify token', ['shp'], 'shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}'),
  token('Databricks token', ['dapi'], 'dapi[a-f0-9]{32}(?:-[0-9])?'),
  token('New Relic key', ['NRAK-', 'NRII-'], '(?:NRAK-[A-Z0-9]{27}|NRII-[A-Za-z0-9_-]{32})'),
  token('Atlassian token', ['ATATT3', 'ATBB'], '(?:ATATT3[A-Za-z0-9_=-]{100,}|ATBB[A-Za-z0-9]{32})'),
  token('RubyGems token', ['rubygems_'], 'rubygems_[a-f0-9]{48}'),
  token('Telegram token', [':AA'], '[0-9]{8,10}:AA[A-Za-z0-9_-]{33}'),
];

/** All formats in one expression; group n + 1 belongs to format n. */
export const TOKENS = new RegExp(TOKEN_FORMATS.map(({ source }) => `(${source})`).join('|'), 'g');

/** The id of a finding: `aws-access-key-id`. */
export function tokenId({ what }: TokenFormat): string {
  return what.toLowerCase().replaceAll(' ', '-');
}
