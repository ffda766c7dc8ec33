import { Cluster, ClusterGroup, ClusterProps, Environment } from '../../../src';
import { fluxVersions } from '../../../src/schema';
import { Loose, newFleet, problemsOf } from '../../support/fleets';

type Versions = Pick<ClusterProps<Loose>, 'flux' | 'kubernetes'>;

function resolved(layers: { fleet?: Versions; environments?: Versions[]; groups?: Versions[]; cluster?: Versions }) {
  const fleet = newFleet(layers.fleet);
  const groups = (layers.groups ?? []).map((versions, index) => new ClusterGroup(fleet, `group-${index}`, versions));
  const cluster = new Cluster(fleet, 'eu-1', { groups, ...layers.cluster });
  for (const [index, versions] of (layers.environments ?? []).entries()) {
    new Environment(fleet, `env-${index}`, { clusters: [cluster], ...versions });
  }
  return fleet.synthesize().resolved.clusters[0]!.versions;
}

test('the default versions apply unless overridden', () => {
  expect(resolved({})).toEqual({ flux: '2.9', kubernetes: '1.34' });
});

test.each<[string, Parameters<typeof resolved>[0], string]>([
  ['the fleet', { fleet: { flux: '2.6' } }, '2.6'],
  ['an environment before the fleet', { fleet: { flux: '2.6' }, environments: [{ flux: '2.7' }, {}] }, '2.7'],
  [
    'a group before these',
    { fleet: { flux: '2.6' }, environments: [{ flux: '2.7' }], groups: [{ flux: '2.8' }] },
    '2.8',
  ],
  ['a later group before another', { groups: [{ flux: '2.6' }, { flux: '2.7' }, {}] }, '2.7'],
  ['the cluster before all', { groups: [{ flux: '2.7' }], cluster: { flux: '2.6' } }, '2.6'],
  ['environments that agree', { environments: [{ flux: '2.7' }, { flux: '2.7' }] }, '2.7'],
  ['the other version aside', { cluster: { kubernetes: '1.33' } }, '2.9'],
])('%s overrides them', (_, layers, flux) => {
  expect(resolved(layers).flux).toBe(flux);
});

test("a remote cluster has its manager's Flux version and its own Kubernetes version", () => {
  const fleet = newFleet();
  const manager = new Cluster(fleet, 'eu-1', { flux: '2.7', kubernetes: '1.34' });
  new Cluster(fleet, 'store-1', { managedBy: manager, kubernetes: '1.33' });
  expect(fleet.synthesize().resolved.clusters.map(({ versions }) => versions)).toEqual([
    { flux: '2.7', kubernetes: '1.34' },
    { flux: '2.7', kubernetes: '1.33' },
  ]);
});

test('unknown versions are reported', () => {
  const fleet = newFleet({ flux: '1.0' as '2.9' });
  const manager = new Cluster(fleet, 'eu-1', { kubernetes: '9.9' as '1.34' });
  new Cluster(fleet, 'store-1', { managedBy: manager, flux: '2.8' });
  new ClusterGroup(fleet, 'edge', { flux: '2.0' as '2.9' });
  const two = new Cluster(fleet, 'eu-2');
  new Environment(fleet, 'dev', { clusters: [two], flux: '2.8' });
  new Environment(fleet, 'qa', { clusters: [two], flux: '2.7', kubernetes: '' as '1.34' });
  expect(problemsOf(fleet)).toEqual([
    `[acme] flux "1.0" is not known: use one of ${fluxVersions.join(', ')}`,
    expect.stringMatching(/^\[edge\] flux "2\.0" is not known: use one of /),
    expect.stringMatching(/^\[eu-1\] kubernetes "9\.9" is not known: use one of .*1\.34/),
    "[eu-2] its environments say 2.7 and 2.8 for flux: give the cluster's own",
    expect.stringMatching(/^\[qa\] kubernetes "" is not known: use one of /),
    '[store-1] flux "2.8" is given, but the cluster runs no Flux: give it to "eu-1"',
  ]);
});
