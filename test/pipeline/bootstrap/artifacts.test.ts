import { Cluster, Environment, Source } from '../../../src';
import { stepsOf } from '../../../src/pipeline/bootstrap/steps';
import { newFleet } from '../../support/fleets';

/** Titles of the steps of a cluster of a fleet whose edge reads artifacts. */
function titlesFor(name: string): string[] {
  const fleet = newFleet();
  const core = new Cluster(fleet, 'core');
  const source = Source.oci({ url: 'oci://registry.example.com/acme/fleet', tag: 'latest', per: 'cluster' });
  const edge = new Cluster(fleet, 'edge', { source });
  const kiosk = new Cluster(fleet, 'kiosk', { managedBy: edge });
  new Environment(fleet, 'prod', { clusters: [core, edge, kiosk] });
  const { resolved, tree } = fleet.synthesize();
  const cluster = resolved.clusters.find((one) => one.name === name)!;
  const accessOf = (one: string) => one;
  return stepsOf({ fleet: resolved, cluster, tree, outdir: 'dist', accessOf }).map(({ title }) => title);
}

test('artifacts are pushed before Flux follows them, and before it gets its account on a remote cluster', () => {
  const push = (name: string) =>
    `Push the artifacts that Flux reads for ${name}: oci://registry.example.com/acme/fleet/…`;
  const edge = titlesFor('edge');
  expect(edge.indexOf(push('edge'))).toBe(edge.indexOf('Let Flux follow the folder of the cluster') - 1);
  expect(titlesFor('kiosk')).toContain(push('kiosk'));
  expect(titlesFor('core').filter((title) => title.startsWith('Push'))).toEqual([]);
});
