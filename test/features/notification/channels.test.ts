import { Channel } from '../../../src';
import { CHANNEL_TYPES, ChannelType } from '../../../src/features/notification/channel-fields';
import { fluxVersions } from '../../../src/flux-entry';
import { alertsOf, notifiedFleet } from './notified';

test('a field that the service does not use does not compile, nor does a missing one', () => {
  const wrong = [
    // @ts-expect-error a webhook of Teams knows its channel
    Channel.teams({ secret: 'teams', channel: 'ops' }),
    // @ts-expect-error Lark has no certificates
    Channel.lark({ secret: 'lark', certSecret: 'ca' }),
    // @ts-expect-error Opsgenie knows its channel
    Channel.opsgenie({ secret: 'key', channel: 'a' }),
    // @ts-expect-error a commit is in a repository
    Channel.githubCommitStatus({ secret: 'github' }),
    // @ts-expect-error Telegram has to know the chat
    Channel.telegram({ secret: 'bot' }),
  ];
  expect(wrong.map(({ problems }) => problems.length)).toEqual([1, 1, 1, 1, 1]);
});

test('there is a method for each type of Provider, and Channel.of for any', () => {
  const made = new Set<string>();
  const of = jest.spyOn(Channel, 'of').mockImplementation((type) => {
    made.add(type);
    return undefined as never;
  });
  for (const name of Object.getOwnPropertyNames(Channel)) {
    const method: unknown = (Channel as unknown as Record<string, unknown>)[name];
    if (name !== 'of' && typeof method === 'function') (method as (props: object) => void).call(Channel, {});
  }
  of.mockRestore();
  expect([...made].sort()).toEqual(Object.keys(CHANNEL_TYPES).sort());
});

/** A good value of each field that a type may need. */
function valueOf(type: string, field: string): string {
  const addresses: Readonly<Record<string, string>> = {
    azuredevops: 'https://dev.azure.com/acme/project/_git/fleet',
    bitbucketserver: 'https://bitbucket.example.com/scm/acme/fleet.git',
    googlepubsub: 'acme-project',
  };
  if (field === 'address') return addresses[type] ?? 'https://git.example.com/acme/fleet';
  return field === 'channel' ? 'channel/topic' : 'credentials';
}

const rules: Readonly<Record<string, { needs: readonly string[]; anyOf?: readonly string[]; since?: string }>> =
  CHANNEL_TYPES;
const minor = (version: string) => Number(version.split('.')[1]);
test.each(fluxVersions)('every type is accepted by the schemas and the rules of controllers of Flux %s', (flux) => {
  const { fleet, web } = notifiedFleet({ flux });
  const types = Object.entries(rules).filter(([, { since }]) => since === undefined || minor(flux) >= minor(since));
  for (const [type, { needs, anyOf = [] }] of types) {
    const fields = [...needs, ...anyOf.slice(-1)].map((field) => [field, valueOf(type, field)] as const);
    const name = type.replace('.', '-');
    fleet.notify(name, { channel: Channel.of(type as ChannelType, Object.fromEntries(fields) as never) });
    const own = fields.filter(([field]) => field !== 'serviceAccountName');
    web.notify(name, {
      channel: Channel.of(type as ChannelType, Object.fromEntries([...own, ['secret', 'own']]) as never),
    });
  }
  const made = fleet.synthesize();
  expect(made.warnings).toEqual([]);
  const alerts = alertsOf(fleet, made);
  expect(new Set(alerts.map(({ provider }) => provider.spec.type))).toEqual(new Set(types.map(([type]) => type)));
  expect(new Set(alerts.map(({ apiVersion }) => apiVersion))).toEqual(
    new Set([`notification.toolkit.fluxcd.io/${minor(flux) >= 10 ? 'v1' : 'v1beta3'}`]),
  );
});
