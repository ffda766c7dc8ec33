import { Chart, Duration, Testing } from 'cdk8s';
import { Alert, AlertProps, GitRepository, Kustomization, Provider, ProviderProps } from '../../src/flux-entry';
import { alert, provider } from './samples';

const everything = [{ kind: 'Kustomization', name: '*' }] as const;

describe('Alert', () => {
  test('minimal props: events and provider', () => {
    expect(Alert.manifest({ providerRef: { name: 'slack' }, eventSources: everything })).toEqual({
      apiVersion: 'notification.toolkit.fluxcd.io/v1beta3',
      kind: 'Alert',
      spec: { providerRef: { name: 'slack' }, eventSources: everything },
    });
  });

  test('every option sets its field', () => {
    expect(Alert.manifest(alert).spec).toEqual({
      providerRef: { name: 'slack' },
      eventSeverity: 'error',
      eventSources: [{ kind: 'Kustomization', name: '*', matchLabels: { team: 'web' } }],
      eventMetadata: { cluster: 'eu-1' },
      inclusionList: ['.*failed.*'],
      exclusionList: ['.*waiting.*'],
      suspend: true,
    });
  });

  test('accepts references as objects', () => {
    const chart = new Chart(Testing.app(), 'chart', { namespace: 'infra' });
    const slack = new Provider(chart, 'slack', {
      type: 'slack',
      address: 'https://slack.com/api',
      metadata: { name: 'slack' },
    });
    const sourceRef = new GitRepository(chart, 'apps', { url: 'https://x/y' });
    const web = new Kustomization(chart, 'web', { sourceRef, metadata: { name: 'web' } });
    new Alert(chart, 'alert', { providerRef: slack, eventSources: [web] });
    expect(Testing.synth(chart)[3]).toMatchObject({
      spec: {
        providerRef: { name: 'slack' },
        eventSources: [{ kind: 'Kustomization', name: 'web', namespace: 'infra' }],
      },
    });
  });

  test.each<[string, Partial<AlertProps>, RegExp]>([
    ['no events', { eventSources: [] }, /^eventSources is empty: give at least one object$/],
    ['no provider', { providerRef: { name: '' } }, /^name of providerRef "" is not a name: /],
  ])('rejects %s in the constructor', (_, props, message) => {
    const least: AlertProps = { providerRef: { name: 'slack' }, eventSources: everything };
    expect(() => new Alert(Testing.chart(), 'alert', { ...least, ...props })).toThrow(message);
  });

  test('rejects a provider in another namespace, and an object of another kind', () => {
    const app = Testing.app();
    const there = new Chart(app, 'there', { namespace: 'there' });
    const here = new Chart(app, 'here', { namespace: 'here' });
    const slack = new Provider(there, 'slack', {
      type: 'slack',
      address: 'https://slack.com/api',
      metadata: { name: 'slack' },
    });
    expect(() => new Alert(here, 'a', { providerRef: slack, eventSources: everything })).toThrow(
      /^providerRef "slack" is in namespace "there": have it in "here", where it is looked for$/,
    );
    const repository = new GitRepository(here, 'apps', { url: 'https://x/y' });
    expect(() => new Alert(here, 'b', { providerRef: repository, eventSources: everything })).toThrow(
      /^providerRef is of kind GitRepository: use Provider$/,
    );
  });
});

describe('Provider', () => {
  test('minimal props: the type', () => {
    expect(Provider.manifest({ type: 'slack' })).toEqual({
      apiVersion: 'notification.toolkit.fluxcd.io/v1beta3',
      kind: 'Provider',
      spec: { type: 'slack' },
    });
  });

  test('every option sets its field', () => {
    expect(Provider.manifest(provider).spec).toEqual({
      type: 'github',
      address: 'https://github.com/acme/fleet',
      channel: 'fleet',
      username: 'flux',
      secretRef: { name: 'github' },
      certSecretRef: { name: 'ca' },
      proxySecretRef: { name: 'proxy' },
      serviceAccountName: 'notify',
      commitStatusExpr: "'eu-1/' + event.involvedObject.name",
      timeout: '1m',
      suspend: true,
    });
  });

  test.each<[string, Partial<ProviderProps>, RegExp]>([
    [
      'an expression that is not used',
      { commitStatusExpr: 'true' },
      /^commitStatusExpr is not used by type slack: leave/,
    ],
    ['a timeout', { timeout: Duration.millis(NaN) }, /^timeout of NaN ms cannot be written for Flux: /],
  ])('rejects %s in the constructor', (_, props, message) => {
    expect(() => new Provider(Testing.chart(), 'provider', { type: 'slack', ...props })).toThrow(message);
  });

  test.each([
    'https://hooks.slack.com/services/T000/B000/hunter2',
    'https://discord.com/api/webhooks/1/hunter2',
    'https://canary.discordapp.com/api/webhooks/1/hunter2',
    'https://acme.webhook.office.com/webhookb2/hunter2',
    'https://prod-1.westeurope.logic.azure.com:443/workflows/hunter2',
    'https://default1.environment.api.powerplatform.com/workflows/hunter2',
    'https://chat.googleapis.com/v1/spaces/A/messages?key=hunter2',
    'https://open.larksuite.com/open-apis/bot/v2/hook/hunter2',
    'https://rocket.acme.example/hooks/hunter2hunter2hunter2/x',
    'https://user:hunter2@acme.example/',
    'https://hunter2@sentry.acme.example/1',
    'https://acme.example/?token=hunter2',
    'https://acme.example/?a=b&access_token=hunter2',
    'Endpoint=sb://x.servicebus.windows.net/;SharedAccessKeyName=x;SharedAccessKey=hunter2',
  ])('rejects the credential in %s without repeating it in the message', (address) => {
    const message =
      'address holds a credential: put it under the key "address" into the Secret that secretRef names, and leave it out here';
    expect(() => Provider.manifest({ type: 'generic', address })).toThrow(new Error(message));
    expect(() => Provider.manifest({ type: 'generic', specOverrides: { address } })).toThrow(new Error(message));
    expect(() => Provider.manifest({ type: 'generic', specOverrides: { proxy: address } })).toThrow(/^proxy holds a/);
  });

  test.each([
    'https://github.com/acme/fleet',
    'https://slack.com/api/chat.postMessage',
    'https://api.telegram.org',
    'nats://nats.infra:4222',
    'https://ci.acme.example/hooks/deploy',
    'fleet-project',
    'https://alertmanager.infra:9093/api/v2/alerts/',
  ])('%s contains no credential', (address) => {
    expect(Provider.manifest({ type: 'generic', address }).spec).toMatchObject({ address });
  });
});
