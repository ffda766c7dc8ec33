import { Cluster, Component, HelmChart } from '../../../src';
import { newFleet, objectsIn, problemsOf } from '../../support/fleets';
import { Folder } from '../../support/folder';

const folder = new Folder();
afterAll(() => folder.delete());

/** A fleet with a chart whose version a policy selects. */
function setUp(update: { readonly tagOnly?: boolean; readonly valuesPath?: string }) {
  folder.write('versions/charts.yaml', 'web:\n  tag: "1.2.3" # {"$imagepolicy": "image-automation:web:tag"}\n');
  const fleet = newFleet();
  const hub = new Cluster(fleet, 'hub');
  const versions = fleet.imageAutomation({
    cluster: hub,
    file: folder.at('versions/charts.yaml'),
    path: './versions',
    secretName: 'git-push',
    author: { email: 'flux@acme.example' },
  });
  const web = new Component(fleet, 'web', {
    chart: HelmChart.oci({ url: 'oci://charts.example.com/web', version: versions.tag('web') }),
  });
  web.updateImages({ web: { image: 'charts.example.com/web', policy: { semver: '>=1.0.0' }, ...update } });
  return fleet;
}

test('a policy for the version of a chart replaces no image in what the chart renders', () => {
  const release = (update: object) =>
    objectsIn(setUp(update), 'clusters/hub/infrastructure/web/web.yaml').find(({ kind }) => kind === 'HelmRelease')!;
  expect(release({ tagOnly: true }).spec).not.toHaveProperty('postRenderers');
  expect(release({}).spec).toHaveProperty('postRenderers');
  const source = objectsIn(setUp({ tagOnly: true }), 'clusters/hub/infrastructure/web/web.yaml')[1];
  expect(source).toMatchObject({ kind: 'OCIRepository', spec: { ref: { tag: '1.2.3' } } });
});

test('and gives no values', () => {
  expect(problemsOf(setUp({ tagOnly: true, valuesPath: 'image' })).join('\n')).toMatch(
    /has a valuesPath beside tagOnly, which gives no values: leave one of them out/,
  );
});
