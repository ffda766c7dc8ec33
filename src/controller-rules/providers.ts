import { quote } from '../kubernetes/names';
import { Fields, isGiven, textIn } from './fields';
import { ObjectRule } from './rule';

const PROVIDER = {
  controller: 'notification-controller',
  kind: 'Provider',
  file: 'internal/notifier/factory.go',
} as const;

/** Types that post to no address of their own. */
const WITHOUT_ADDRESS = ['datadog', 'telegram'];

/** Types that cannot be made without a token, which only a Secret brings. */
const WITH_TOKEN = [
  ...['bitbucket', 'bitbucketserver', 'datadog', 'generic-hmac', 'gitea', 'giteapullrequestcomment', 'github'],
  ...['githubdispatch', 'githubpullrequestcomment', 'gitlab', 'gitlabmergerequestcomment', 'opsgenie', 'telegram'],
];

/** Types that cannot be made without a channel, with what it is called there. */
const WITH_CHANNEL: Readonly<Record<string, string>> = {
  googlepubsub: 'the topic',
  nats: 'the subject',
  telegram: 'the chat',
  zulip: '"channel/topic"',
};

/** Types whose service refuses a message without a channel. */
const ASKED_FOR_CHANNEL: Readonly<Record<string, string>> = { pagerduty: 'the routing key', webex: 'the room' };

/** Types that post without the certificates of `certSecretRef`. */
const WITHOUT_CERTIFICATES = ['azureeventhub', 'discord', 'googlechat', 'googlepubsub', 'lark', 'nats', 'telegram'];

/** Types that post without the proxy. */
const WITHOUT_PROXY = [
  ...['bitbucket', 'bitbucketserver', 'gitlab', 'gitlabmergerequestcomment', 'googlepubsub', 'lark', 'matrix', 'nats'],
  'sentry',
];

/** Types that post to a URL. */
const WITH_URL = [
  ...['alertmanager', 'discord', 'generic', 'generic-hmac', 'googlechat', 'grafana', 'lark', 'matrix', 'msteams'],
  ...['opsgenie', 'pagerduty', 'rocket', 'slack', 'webex'],
];

function typeOf(spec: Fields): string {
  return textIn(spec['type']) ?? '';
}

/** A rule about the address of a Git repository, of which the path must have a form. */
function repositoryRule(types: readonly string[], form: RegExp, example: string, file: string): ObjectRule {
  return {
    ...PROVIDER,
    id: `provider-${types[0]}-repository`,
    severity: 'error',
    file: `internal/notifier/${file}`,
    when: `the \`address\` of type ${types.join(', ')} is not that of a repository, such as \`${example}\``,
    then: 'no notification is sent: invalid repository id',
    check: (spec) => {
      const address = textIn(spec['address']);
      if (address === undefined || !types.includes(typeOf(spec))) return undefined;
      const [, path = ''] = /^(?:[a-z+]+:\/\/[^/]+\/+|[^/]*@[^/:]+:\/*)(.*)$/i.exec(address) ?? [];
      return form.test(path.replace(/\.git$/, ''))
        ? undefined
        : `address ${quote(withoutAccount(address))} is not that of a repository: write it like ${quote(example)}`;
    },
  };
}

function withoutAccount(url: string): string {
  return url.replace(/^([a-z+]+:\/\/)?[^]*@/i, '$1***@');
}

const SERVER_CLONE = /^https?:\/\/.*\/scm\/[^/]+\/[^/]+$/;

const TWO_PARTS = /^[^/]+\/[^/]+$/;

/** Rules that one Provider decides. */
export const PROVIDER_RULES: readonly ObjectRule[] = [
  {
    ...PROVIDER,
    id: 'provider-address-missing',
    severity: 'error',
    when: 'neither `address` nor `secretRef`, for a type that posts to an address',
    then: 'no notification is sent: NotificationDispatchFailed',
    check: (spec) =>
      textIn(spec['address']) === undefined && !isGiven(spec['secretRef']) && !WITHOUT_ADDRESS.includes(typeOf(spec))
        ? `type ${typeOf(spec)} posts to an address: give address, or a Secret with the key address as secretRef`
        : undefined,
  },
  {
    ...PROVIDER,
    id: 'provider-address-url',
    severity: 'error',
    when: '`address` is no URL, for a type that posts to one',
    then: 'no notification is sent: invalid URL',
    check: (spec) => {
      const address = textIn(spec['address']);
      return address === undefined || !WITH_URL.includes(typeOf(spec)) || /^([a-z][a-z0-9+.-]*:|\/)/i.test(address)
        ? undefined
        : `address ${quote(withoutAccount(address))} is not a URL: write https://host/path`;
    },
  },
  {
    ...PROVIDER,
    id: 'provider-token-missing',
    severity: 'error',
    file: 'internal/notifier/github_helpers.go',
    when: 'no `secretRef`, for a type that needs a token',
    then: 'no notification is sent: token cannot be empty',
    check: (spec) =>
      WITH_TOKEN.includes(typeOf(spec)) && !isGiven(spec['secretRef'])
        ? `type ${typeOf(spec)} needs a token: give the Secret with it as secretRef`
        : undefined,
  },
  {
    ...PROVIDER,
    id: 'provider-channel-missing',
    severity: 'error',
    file: 'internal/notifier/nats.go',
    when: 'no `channel`, for the types googlepubsub, nats, telegram, zulip',
    then: 'no notification is sent',
    check: (spec) => {
      const what = WITH_CHANNEL[typeOf(spec)];
      return what !== undefined && textIn(spec['channel']) === undefined
        ? `type ${typeOf(spec)} needs a channel: give ${what} as channel`
        : undefined;
    },
  },
  {
    ...PROVIDER,
    id: 'provider-channel-refused',
    severity: 'warning',
    file: 'internal/notifier/webex.go',
    when: 'no `channel`, for the types pagerduty and webex',
    then: 'the service refuses each message',
    check: (spec) => {
      const what = ASKED_FOR_CHANNEL[typeOf(spec)];
      return what !== undefined && textIn(spec['channel']) === undefined
        ? `type ${typeOf(spec)} sends no channel, and the service refuses that: give ${what} as channel`
        : undefined;
    },
  },
  {
    ...PROVIDER,
    id: 'provider-zulip-channel',
    severity: 'error',
    file: 'internal/notifier/zulip.go',
    when: 'type zulip with a `channel` that is not `channel/topic`',
    then: 'no notification is sent: invalid Zulip channel format',
    check: (spec) => {
      const channel = textIn(spec['channel']);
      return typeOf(spec) === 'zulip' && channel !== undefined && !/^[^/]+\/.+/.test(channel)
        ? `channel ${quote(channel)} names no topic: write "channel/topic"`
        : undefined;
    },
  },
  repositoryRule(
    ['github', 'githubdispatch', 'githubpullrequestcomment'],
    TWO_PARTS,
    'https://github.com/acme/fleet',
    'github_helpers.go',
  ),
  repositoryRule(
    ['gitea', 'giteapullrequestcomment'],
    TWO_PARTS,
    'https://gitea.example.com/acme/fleet',
    'gitea_helpers.go',
  ),
  repositoryRule(['bitbucket'], TWO_PARTS, 'https://bitbucket.org/acme/fleet', 'bitbucket.go'),
  repositoryRule(
    ['azuredevops'],
    /^[^/]+\/[^/]+\/[^/]+\/[^/]+$/,
    'https://dev.azure.com/acme/project/_git/fleet',
    'azure_devops.go',
  ),
  {
    ...PROVIDER,
    id: 'provider-bitbucketserver-address',
    severity: 'error',
    file: 'internal/notifier/bitbucketserver.go',
    when: 'the `address` of type bitbucketserver is not the HTTP clone URL of a repository, with `/scm/`',
    then: 'no notification is sent: could not parse git address',
    check: (spec) => {
      const address = textIn(spec['address']);
      return typeOf(spec) === 'bitbucketserver' && address !== undefined && !SERVER_CLONE.test(address)
        ? `address ${quote(withoutAccount(address))} is not the HTTP clone URL of a repository: write https://bitbucket.example.com/scm/project/repository.git`
        : undefined;
    },
  },
  {
    ...PROVIDER,
    id: 'provider-certificates-unused',
    severity: 'warning',
    when: '`certSecretRef` for a type that posts without it, such as discord or nats',
    then: 'it is ignored',
    check: (spec) =>
      isGiven(spec['certSecretRef']) && WITHOUT_CERTIFICATES.includes(typeOf(spec))
        ? `certSecretRef is ignored by type ${typeOf(spec)}: leave it out`
        : undefined,
  },
  {
    ...PROVIDER,
    id: 'provider-proxy-unused',
    severity: 'warning',
    when: '`proxySecretRef` or `proxy` for a type that posts without it, such as gitlab or matrix',
    then: 'it is ignored, and the message goes out directly',
    check: (spec) =>
      (isGiven(spec['proxySecretRef']) || isGiven(spec['proxy'])) && WITHOUT_PROXY.includes(typeOf(spec))
        ? `the proxy is ignored by type ${typeOf(spec)}, which posts directly: leave it out`
        : undefined,
  },
];
