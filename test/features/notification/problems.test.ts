import { App, Channel, Cluster, Environment, HelmChart, NotificationProps, Secret, Source, Tenant } from '../../../src';
import { git, newFleet, problemsOf } from '../../support/fleets';
import { notifiedFleet } from './notified';

const slack = Channel.slack({ channel: 'fleet', secret: 'slack' });

/** What is wrong with a notification of the fleet. */
function problems(props: object): string[] {
  const { fleet } = notifiedFleet({ flux: '2.6' });
  fleet.notify('errors', props as NotificationProps<object>);
  return problemsOf(fleet);
}

test.each<[string, object, RegExp]>([
  [
    'a type that is none',
    { channel: Channel.of('slak' as 'slack', { secret: 'a' }) },
    /^\[errors\] channel type "slak" is not known: did you mean slack\?$/,
  ],
  [
    'a type that is like none',
    { channel: Channel.of('smoke-signal' as 'slack', {}) },
    /^\[errors\] channel type "smoke-signal" is not known: use one of alertmanager, azuredevops, /,
  ],
  ['no channel', {}, /^\[errors\] channel is missing: give a Channel, such as Channel\.slack\(…\)$/],
  ['a channel that is none', { channel: { type: 'slack' } }, /^\[errors\] channel is a map: give a Channel, such as/],
  [
    'a field that the type does not use',
    { channel: Channel.teams({ secret: 'a', channel: 'ops' } as object) },
    /^\[errors\] channel gives channel, which type msteams does not use: leave it out, or use address, secret, certSecret, proxySecret, timeoutSeconds$/,
  ],
  [
    'a field that no type has',
    { channel: Channel.teams({ secret: 'a', chanel: 'ops' } as object) },
    /^\[errors\] chanel is not an option of a channel of type msteams: /,
  ],
  [
    'no Secret',
    { channel: Channel.opsgenie({} as { secret: string }) },
    /^\[errors\] channel of type opsgenie has no secret, which it cannot do without: give the name of a Secret with its credentials, or a Secret\.external$/,
  ],
  [
    'neither address nor Secret',
    { channel: Channel.teams({}) },
    /^\[errors\] channel of type msteams has no address and no secret: give one of them$/,
  ],
  [
    'neither Secret nor account',
    { channel: Channel.azureDevOpsCommitStatus({ address: 'https://dev.azure.com/acme/p/_git/f' }) },
    /^\[errors\] channel of type azuredevops has no secret and no serviceAccountName: give one of them$/,
  ],
  [
    'both Secret and account',
    { channel: Channel.googlePubSub({ address: 'p', channel: 't', secret: 'a', serviceAccountName: 'b' }) },
    /^\[errors\] channel gives secret and serviceAccountName, of which Flux takes one: leave one out$/,
  ],
  [
    'a credential in the address',
    { channel: Channel.slack({ address: 'https://hooks.slack.com/services/T0/B0/x' }) },
    /^\[errors\] channel address holds a credential: put it under the key "address" into the Secret that secret names, and leave it out here$/,
  ],
  [
    'a Secret with a bad name',
    { channel: Channel.teams({ secret: 'My Secret' }) },
    /^\[errors\] channel secret "My Secret" is not a valid name: /,
  ],
  [
    'a Secret of a file',
    { channel: Channel.teams({ secret: Secret.sops('nowhere.yaml') }) },
    /^\[errors\] channel secret: secret file "nowhere\.yaml" cannot be read/,
  ],
  [
    'a Secret that is none',
    { channel: Channel.teams({ secret: 7 as unknown as string }) },
    /^\[errors\] channel secret is 7: give the name of a Secret, or a Secret\.external$/,
  ],
  [
    'a timeout that is none',
    { channel: Channel.teams({ secret: 'a', timeoutSeconds: 0 }) },
    /^\[errors\] timeoutSeconds is 0: give a whole number from 1 to 3600$/,
  ],
  [
    'a severity that is none',
    { channel: slack, severity: 'warning' },
    /^\[errors\] severity is "warning": give one of error, info$/,
  ],
  [
    'a regular expression that Go does not take',
    { channel: slack, exclusionList: ['ok', '(?!x)'] },
    /^\[errors\] exclusionList\[1\] "\(\?!x\)" is not a regular expression that Go takes: at character 1, .*Go has no look-ahead/,
  ],
  [
    'an open class',
    { channel: slack, inclusionList: ['[a'] },
    /^\[errors\] inclusionList\[0\] "\[a" is not a regular expression that Go takes: .*close the character class/,
  ],
  [
    'a kind without events',
    { channel: slack, watch: [{ kind: 'Deployment' }] },
    /^\[errors\] watch\[0\]\.kind "Deployment" is no kind whose events Flux sends on: use one of GitRepository, .*Kustomization/,
  ],
  [
    'a name of a watched object that is none',
    { channel: slack, watch: [{ kind: 'HelmRelease', name: '*' }] },
    /^\[errors\] watch\[0\]\.name "\*" is not a valid name: /,
  ],
  [
    'nothing watched',
    { channel: slack, watch: [] },
    /^\[errors\] watch is empty: name what is watched, or leave it out$/,
  ],
  [
    'metadata that is always there',
    { channel: slack, eventMetadata: { cluster: 'x' } },
    /^\[errors\] eventMetadata has "cluster", which each event carries already: choose another key$/,
  ],
  [
    'a summary as metadata',
    { channel: slack, eventMetadata: { summary: 'x' } },
    /choose another key, or use the option summary$/,
  ],
  [
    'metadata of Flux',
    { channel: slack, eventMetadata: { revision: 'x' } },
    /^\[errors\] eventMetadata has "revision", which Flux overwrites with its own: choose another key$/,
  ],
  [
    'an option of tenants',
    { channel: slack, kinds: ['HelmRelease'] },
    /^\[errors\] kinds is not an option of a notification: /,
  ],
])('%s', (_, props, message) => {
  expect(problems(props)).toEqual([expect.stringMatching(message)]);
});

test('a name that is too long, or taken', () => {
  const fleet = newFleet();
  new Cluster(fleet, 'one');
  fleet.notify('x'.repeat(64), { channel: slack });
  fleet.notify('twice', { channel: Channel.teams({ secret: 'a' }) });
  fleet.notify('twice', { channel: Channel.teams({ secret: 'b' }) });
  expect(problemsOf(fleet)).toEqual([
    '[twice] notification "twice" exists already: give it another name or leave one out',
    expect.stringMatching(/^\[x+\] notification name "x+" is 64 bytes long: use at most 63$/),
  ]);
});

test('a tenant whose Kustomization of notifications would have too long a name', () => {
  const fleet = newFleet();
  const far = new Cluster(fleet, 'far', { managedBy: new Cluster(fleet, 'one') });
  new Environment(fleet, 'production-europe', { clusters: [far], prefix: 'p-' });
  const tenant = new Tenant(fleet, 'a-tenant-with-quite-a-long-name-x', { source: git });
  new App(tenant, 'shop', { path: './shop' });
  tenant.notify('team', { channel: Channel.teams({ secret: 'a' }) });
  expect(problemsOf(fleet)).toEqual([
    expect.stringMatching(
      /^\[production-europe\/a-tenant-with-quite-a-long-name-x\] notifications of tenant "a-tenant-with-quite-a-long-name-x" needs the Kustomization ".*-notifications", which is 65 bytes long: shorten one of its parts, to at most 63 in all$/,
    ),
  ]);
});

test('an environment whose Kustomization of notifications would have too long a name', () => {
  const fleet = newFleet();
  const far = new Cluster(fleet, 'far', { managedBy: new Cluster(fleet, 'one') });
  const dev = new Environment(fleet, 'e'.repeat(50), { clusters: [far], prefix: 'e-' });
  const tenant = new Tenant(fleet, 'web', { source: git });
  new App(tenant, 'shop', { path: './shop' });
  dev.notify('errors', { channel: slack });
  expect(problemsOf(fleet)).toEqual([
    expect.stringMatching(
      /^\[e+\] notifications of environment "e+" needs the Kustomization "e+-notifications", which is 64 bytes long: shorten one of its parts, to at most 63 in all$/,
    ),
  ]);
});

test('a channel that the Flux of a cluster does not have', () => {
  const { fleet } = notifiedFleet({ flux: '2.9' });
  fleet.notify('errors', { channel: Channel.zoom({ secret: 'zoom' }) });
  expect(problemsOf(fleet)).toContain(
    '[eu-1/errors] channel of type zoom came with Flux 2.10, and the cluster has 2.9: raise its flux, or leave it out with a placement',
  );
});

test('kinds that the Flux of a cluster does not have', () => {
  expect(problems({ channel: slack, watch: [{ kind: 'ArtifactGenerator' }] })).toContain(
    '[eu-1/errors] events of kind "ArtifactGenerator" came with Flux 2.8, and the cluster has 2.6: raise its flux, or leave it out with a placement',
  );
  expect(problems({ channel: Channel.teams({ secret: 'a', proxySecret: 'b' }) })[0]).toMatch(
    /^\[eu-1\/errors\] proxySecret of a channel came with Flux 2\.7, /,
  );
});

test('what a function returns', () => {
  const { fleet } = notifiedFleet();
  fleet.notify('one', { channel: () => Channel.teams({}) });
  fleet.notify('two', { channel: () => 'slack' as unknown as Channel });
  fleet.notify('three', {
    channel: () => {
      throw new Error('no channel here');
    },
  });
  fleet.notify('four', { channel: slack, eventMetadata: () => ({ app: 'x' }) });
  const found = problemsOf(fleet).filter((one) => one.startsWith('[eu-1/'));
  expect(found).toEqual([
    '[eu-1/four] eventMetadata has "app", which each event carries already: choose another key',
    '[eu-1/one] channel of type msteams has no address and no secret: give one of them',
    expect.stringMatching(
      /^\[eu-1\/three\] the program failed while making its channel, with "no channel here": mend it there/,
    ),
    expect.stringMatching(
      /^\[eu-1\/two\] the program failed while making its channel, with "channel is \\"slack\\": give a Channel/,
    ),
  ]);
});

test('the identity of the controller is not for tenants', () => {
  const { fleet, web } = notifiedFleet();
  web.notify('team', { channel: Channel.googlePubSub({ address: 'acme', channel: 'events' }) });
  fleet.notify('all', { channel: Channel.googlePubSub({ address: 'acme', channel: 'all' }), tenantNamespaces: true });
  const found = problemsOf(fleet);
  expect(found).toContain(
    "[prod/eu-1/web/team] channel of type googlepubsub would use the identity of Flux's controller, which is the platform's: give secret or serviceAccountName",
  );
  expect(found).toContain(
    "[prod/eu-1/all] channel of type googlepubsub would use the identity of Flux's controller in tenants' namespaces, which is refused there: give secret or serviceAccountName, or leave out tenantNamespaces",
  );
});

test('no object of an app belongs to a change request', () => {
  const { fleet, shop } = notifiedFleet();
  const address = 'https://github.com/acme/shop';
  shop.notify('own', { channel: Channel.githubPullRequestComment({ address, secret: 'github' }) });
  expect(problemsOf(fleet)[0]).toMatch(
    /^\[prod\/eu-1\/web\/shop\/own\] channel of type githubpullrequestcomment comments on the change request that a Flux object is annotated with, and those of an app have none: take the status of a commit, or call notify of the tenant for what it deploys itself$/,
  );
});

describe('the same events twice in one channel', () => {
  const TWICE =
    /^\[prod\/again\] notifications "errors" and "prod\/again" send the same events to the same channel, so that each arrives twice: leave one out, or keep one away with a placement$/;

  test('of two layers', () => {
    const { fleet, prod } = notifiedFleet();
    fleet.notify('errors', { channel: slack });
    prod.notify('again', { channel: Channel.slack({ channel: 'fleet', secret: 'slack' }), summary: 'another' });
    expect(problemsOf(fleet)).toEqual([expect.stringMatching(TWICE)]);
  });

  test('one of which sends more', () => {
    const { fleet, prod } = notifiedFleet();
    fleet.notify('errors', { channel: slack });
    prod.notify('again', { channel: slack, severity: 'info' });
    expect(problemsOf(fleet)).toEqual([expect.stringMatching(TWICE)]);
  });

  test('not if one goes elsewhere, or sends something else', () => {
    const { fleet, prod } = notifiedFleet();
    fleet.notify('errors', { channel: slack, inclusionList: ['^Helm'] });
    prod.notify('again', { channel: slack, inclusionList: ['^Health'] });
    prod.notify('other', { channel: Channel.slack({ channel: 'prod', secret: 'slack' }) });
    expect(problemsOf(fleet)).toEqual([]);
  });

  test('of a tenant and its app', () => {
    const { fleet, web, shop } = notifiedFleet();
    web.notify('team', { channel: slack });
    shop.notify('own', { channel: slack });
    expect(problemsOf(fleet)).toEqual([
      expect.stringMatching(/^\[web\/shop\/own\] notifications "web\/team" and "web\/shop\/own" send the same events/),
    ]);
  });
});

test('a part of the chart of its tenant has no events of its own', () => {
  const fleet = newFleet();
  new Environment(fleet, 'dev', { clusters: [new Cluster(fleet, 'one')] });
  const chart = HelmChart.oci({ url: 'oci://charts.example.com/suite', version: '1.0.0' });
  const suite = new Tenant(fleet, 'suite', {
    chart,
    source: Source.git({ url: 'https://a.example.com/b', branch: 'main' }),
  });
  new App(suite, 'mail', {}).notify('own', { channel: slack });
  expect(problemsOf(fleet)).toEqual([
    '[suite/mail/own] the app is a part of the chart of tenant "suite", and Flux has no object of it alone: call notify of the tenant',
  ]);
});

test('a placement that names what does not exist', () => {
  const { fleet, prod } = notifiedFleet();
  const { Placement } = jest.requireActual<typeof import('../../../src')>('../../../src');
  prod.notify('errors', { channel: slack, placement: Placement.cluster('nowhere') });
  expect(problemsOf(fleet)).toEqual([
    expect.stringMatching(/placement names the cluster "nowhere", which does not exist/),
  ]);
});

test('no environment is called as the folder of notifications', () => {
  const fleet = newFleet();
  new Environment(fleet, 'notifications', { clusters: [new Cluster(fleet, 'one')] });
  expect(problemsOf(fleet)).toEqual([
    '[notifications] environment name "notifications" is the name of another folder of a cluster: choose another',
  ]);
});
