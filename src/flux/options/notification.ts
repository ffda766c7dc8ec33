import { list, mapOf, object, oneOf, Options, required, text } from '../../core/options';
import type { AlertProps } from '../alert';
import type { ProviderProps } from '../provider';
import type { ReceiverProps, ReceiverResource, ReceiverSecret } from '../receiver';
import { DURATION, EVENT_SOURCE, EVENT_SOURCE_KIND, LOCAL_REFERENCE, orObject, SUSPENDABLE } from './common';

/** Options of {@link AlertProps}. */
export const ALERT = Options.of<AlertProps>('an Alert', {
  ...SUSPENDABLE,
  providerRef: required(LOCAL_REFERENCE),
  eventSources: required(list(EVENT_SOURCE)),
  eventSeverity: oneOf('info', 'error'),
  eventMetadata: mapOf(text),
  inclusionList: list(text),
  exclusionList: list(text),
});

/** Options of {@link ProviderProps}. */
export const PROVIDER = Options.of<ProviderProps>('a Provider', {
  ...SUSPENDABLE,
  type: required(
    oneOf(
      'generic',
      'github',
      'slack',
      'discord',
      'msteams',
      'rocket',
      'generic-hmac',
      'gitlab',
      'gitea',
      'giteapullrequestcomment',
      'bitbucketserver',
      'bitbucket',
      'azuredevops',
      'googlechat',
      'googlepubsub',
      'webex',
      'sentry',
      'azureeventhub',
      'telegram',
      'lark',
      'matrix',
      'opsgenie',
      'alertmanager',
      'grafana',
      'githubdispatch',
      'githubpullrequestcomment',
      'gitlabmergerequestcomment',
      'pagerduty',
      'datadog',
      'nats',
      'zulip',
      'otel',
      'zoom',
      'incident.io',
      'mastodon',
    ),
  ),
  address: text,
  channel: text,
  username: text,
  secretRef: LOCAL_REFERENCE,
  certSecretRef: LOCAL_REFERENCE,
  proxySecretRef: LOCAL_REFERENCE,
  serviceAccountName: text,
  commitStatusExpr: text,
  timeout: DURATION,
});

/** Options of {@link ReceiverProps}. */
export const RECEIVER = Options.of<ReceiverProps>('a Receiver', {
  ...SUSPENDABLE,
  type: required(
    oneOf(
      'generic',
      'github',
      'generic-hmac',
      'gitlab',
      'bitbucket',
      'generic-oidc',
      'harbor',
      'dockerhub',
      'quay',
      'gcr',
      'nexus',
      'acr',
      'cdevents',
    ),
  ),
  resources: required(
    list(
      orObject(
        object<ReceiverResource>({
          filter: text,
          kind: required(EVENT_SOURCE_KIND),
          name: text,
          namespace: text,
          matchLabels: mapOf(text),
        }),
      ),
    ),
  ),
  secretRef: object<ReceiverSecret>({ keys: list(text), name: required(text) }),
  events: list(text),
  oidcProviders: list(
    object({
      audience: text,
      issuerURL: required(text),
      validations: required(list(object({ expression: required(text), message: required(text) }))),
      variables: list(object({ expression: required(text), name: required(text) })),
    }),
  ),
  resourceFilter: text,
});
