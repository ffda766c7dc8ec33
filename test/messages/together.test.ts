import { ApiObject } from 'cdk8s';
import { Cluster, Component, Environment, FleetProps, Removal, Source, Tenant } from '../../src';
import { configMap, Loose, newFleet, problemsOf } from '../support/fleets';

/** A fleet with a problem that only its rendered objects have. */
function fleet(props: Partial<FleetProps<Loose>> = {}) {
  const made = newFleet(props);
  const clusters = ['eu', 'us'].map((name) => new Cluster(made, name));
  new Environment(made, 'dev', { clusters });
  new Tenant(made, 'shop', { source: Source.git({ url: 'https://git.example.com/shop', branch: 'main' }) });
  new Component(made, 'dns', {
    manifests: (chart) =>
      void new ApiObject(chart, 'x', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' }, dta: {} }),
  });
  new Component(made, 'good', { manifests: configMap });
  return made;
}

/** Equal units are checked once, at their first place. */
const LATE = ['[eu/dns] ConfigMap "dns/x": dta is not a field of ConfigMap: did you mean data?'];

test.each<[string, Partial<FleetProps<Loose>>, RegExp]>([
  [
    'source',
    { source: Source.git({ url: 'git@github.com:acme/fleet', branch: 'main' }) },
    /^\[acme\] Git URL .* is not usable/,
  ],
  ['path', { path: '/dist' }, /^\[acme\] path "\/dist" is not relative to its source/],
  [
    'defaults',
    { defaults: { kustomization: { interval: 5 as never } } },
    /^\[acme\] defaults\.kustomization\.interval 5 is not a Duration/,
  ],
])('a problem of the fleet’s %s hides none of what is rendered', (_, props, message) => {
  expect(problemsOf(fleet(props))).toEqual([expect.stringMatching(message), ...LATE]);
});

test.each<[string, (made: ReturnType<typeof fleet>) => void, RegExp]>([
  [
    'declaration',
    (made) => made.declare(Removal.component('x', { reason: '' })),
    /^\[acme\] Removal\.component\("x"\) gives reason ""/,
  ],
  [
    'acknowledgement',
    (made) => made.acknowledgeWarning('unknown-kind', ''),
    /^\[acme\] warning "unknown-kind" is silenced without a reason/,
  ],
])('a bad %s hides none of what is rendered', (_, spoil, message) => {
  const made = fleet();
  spoil(made);
  expect(problemsOf(made)).toEqual([expect.stringMatching(message), ...LATE]);
});
