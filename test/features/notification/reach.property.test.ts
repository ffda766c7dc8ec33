import * as fc from 'fast-check';
import { App, Channel, Cluster, ClusterGroup, Environment, Fleet, FleetError, Tenant } from '../../../src';
import { buildFleet } from '../../support/build-fleet';
import { runsOf } from '../../support/deep';
import type { Loose, Parsed } from '../../support/fleets';
import { fleetDescriptions } from '../../support/random-fleet';
import { documentsOf } from '../../support/world';

/** What notifies, of the elements of a fleet: their number, and a bit for each of them. */
const picks = fc.array(fc.constantFrom(true, true, true, false), { minLength: 24, maxLength: 24 });

/** Adds a notification to every picked element. Each has a Secret, so that no channel is that of another. */
function notifyAll(fleet: Fleet<Loose>, picked: readonly boolean[]): void {
  const elements = fleet.node.findAll().filter((one) => {
    return [Fleet, Cluster, ClusterGroup, Environment, Tenant, App].some((type) => one instanceof type);
  }) as Array<Fleet<Loose>>;
  elements.forEach((element, index) => {
    if (!picked[index % picked.length]) return;
    const severity = index % 2 === 0 ? 'info' : 'error';
    element.notify('hook', { channel: Channel.generic({ secret: `hook-${index}` }), severity });
  });
}

interface FoundAlert {
  /** The cluster whose Flux has it. */
  readonly host: string;
  readonly namespace: string;
  readonly name: string;
  readonly spec: Parsed;
  readonly provider: Parsed;
}

interface World {
  readonly alerts: readonly FoundAlert[];
  /** The tenants of the namespaces, by `host namespace`; remote clusters' namespaces count for their manager too. */
  readonly owners: ReadonlyMap<string, string>;
}

function worldOf(fleet: Fleet<Loose>): World | undefined {
  let tree;
  try {
    ({ tree } = fleet.synthesize());
  } catch (error) {
    // Random fleets are valid; what is added to them may need a longer name than there is.
    if (error instanceof FleetError && error.problems.every(({ id }) => id === 'name')) return undefined;
    throw error;
  }
  const alerts: FoundAlert[] = [];
  const owners = new Map<string, string>();
  for (const path of tree.paths) {
    const host = path.split('/')[1]!;
    if (path.endsWith('/access/access.yaml')) {
      for (const { kind, metadata } of documentsOf(tree.get(path)!) as Parsed[]) {
        const tenant = metadata.labels?.['toolkit.fluxcd.io/tenant'];
        if (kind === 'Namespace' && tenant !== undefined) owners.set(`${host} ${metadata.name}`, tenant);
      }
    }
    if (!path.includes('/notifications/') || path.endsWith('/kustomization.yaml')) continue;
    const objects = documentsOf(tree.get(path)!) as Parsed[];
    for (const { kind, metadata, spec } of objects) {
      if (kind !== 'Alert') continue;
      const provider = objects.find((one) => one.kind === 'Provider' && one.metadata.name === spec.providerRef.name);
      alerts.push({ host, namespace: metadata.namespace, name: metadata.name, spec, provider: provider.spec });
    }
  }
  return { alerts, owners };
}

/** Identities that two Alerts share, or Alerts that do not say of which cluster they are. */
function confused({ alerts }: World): string[] {
  const texts = alerts.map(({ host, namespace, name }) => `${host} ${namespace}/${name}`);
  const twice = texts.filter((text, index) => texts.indexOf(text) < index);
  const anonymous = alerts.filter(({ host, namespace, spec }) => {
    const { cluster } = spec.eventMetadata;
    return cluster !== host && cluster !== namespace;
  });
  // What is posted where, about what, and with which metadata: equal only for one Alert.
  const events = alerts.map(({ spec, provider, namespace }) => JSON.stringify([provider, spec, namespace]));
  return [...twice, ...anonymous.map(({ name }) => name), ...events.filter((one, at) => events.indexOf(one) < at)];
}

/** What Alerts of a tenant or an app watch, or take a Secret from, that is not the tenant's. */
function outside({ alerts, owners }: World): string[] {
  return alerts.flatMap(({ host, namespace, name, spec, provider }) => {
    const { tenant, environment } = spec.eventMetadata;
    if (tenant === undefined) return [];
    const text = (what: string) => `${name} of ${tenant}: ${what}`;
    if (owners.has(`${host} ${namespace}`)) {
      return owners.get(`${host} ${namespace}`) === tenant ? [] : [text(`namespace ${namespace}`)];
    }
    const own = [...owners].filter(([key, owner]) => key.startsWith(`${host} `) && owner === tenant);
    const namespaces = own.map(([key]) => key.slice(host.length + 1));
    const isOwn = (one: string) =>
      namespaces.some((space) => one === space || one.startsWith(`${space}.`)) ||
      [`${tenant}.`, `${environment}-${tenant}.`, `${environment}-${tenant}-apps.`].some((head) =>
        one.startsWith(head),
      );
    const sources = (spec.eventSources as Array<{ name: string }>).map((one) => one.name);
    const secret = provider.secretRef.name as string;
    return [
      ...sources.filter((one) => !isOwn(one)).map((one) => text(one)),
      ...(namespaces.some((space) => secret.startsWith(`${space}.`)) ? [] : [text(`Secret ${secret}`)]),
    ];
  });
}

test('each alert has an identity of its own, and what a tenant is told is its own', () => {
  let tenants = 0;
  fc.assert(
    fc.property(fleetDescriptions, picks, (description, picked) => {
      const { fleet } = buildFleet(description);
      notifyAll(fleet as unknown as Fleet<Loose>, picked);
      const world = worldOf(fleet as unknown as Fleet<Loose>);
      if (world === undefined) return;
      tenants += world.alerts.filter(({ spec }) => spec.eventMetadata.tenant !== undefined).length;
      expect(confused(world)).toEqual([]);
      expect(outside(world)).toEqual([]);
    }),
    { numRuns: runsOf(40, 600) },
  );
  expect(tenants).toBeGreaterThan(10);
});

test('the checks find what they are for', () => {
  const alert = (more: object): FoundAlert => ({
    ...{
      host: 'c0',
      namespace: 'prod-flux-system',
      name: 'tenant.prod-web.hook',
      provider: { secretRef: { name: 'prod-web.hook' } },
    },
    spec: { eventMetadata: { cluster: 'c0', tenant: 'web' }, eventSources: [{ name: 'prod-web.shop' }] },
    ...more,
  });
  const owners = new Map([
    ['c0 prod-web', 'web'],
    ['c0 prod-api', 'api'],
  ]);
  const sources = (name: string) => ({
    spec: { eventMetadata: { cluster: 'c0', tenant: 'web' }, eventSources: [{ name }] },
  });
  expect(outside({ alerts: [alert({})], owners })).toEqual([]);
  expect(outside({ alerts: [alert(sources('*'))], owners })).toHaveLength(1);
  expect(outside({ alerts: [alert(sources('prod-api.shop'))], owners })).toHaveLength(1);
  expect(outside({ alerts: [alert({ namespace: 'prod-api' })], owners })).toHaveLength(1);
  expect(outside({ alerts: [alert({ provider: { secretRef: { name: 'slack' } } })], owners })).toHaveLength(1);
  expect(confused({ alerts: [alert({}), alert({})], owners })).not.toEqual([]);
  expect(confused({ alerts: [alert({ spec: { eventMetadata: {}, eventSources: [] } })], owners })).not.toEqual([]);
});
