import { ApiObject } from 'cdk8s';
import { Cluster, Component, ComponentProps, HelmChart, Placement, Source } from '../../../src';
import { generatedTree } from '../../../src/pipeline/guard/generated-tree';
import { guardSynthesis } from '../../../src/pipeline/guard/guard-synthesis';
import { Loose, newFleet } from '../../support/fleets';

const chart = HelmChart.repository({ url: 'https://charts.example.com', chart: 'web', version: '1.2.3' });
const source = Source.git({ url: 'https://git.example.com/acme/agent', branch: 'main' });

type Props = ComponentProps<Loose>;

function treeOf(props: Props, placement: Placement | undefined = Placement.cluster('eu-1')) {
  const fleet = newFleet();
  const eu = new Cluster(fleet, 'eu-1');
  new Cluster(fleet, 'store-1', { managedBy: eu });
  new Component(fleet, 'db', { ...props, placement });
  return generatedTree(fleet.synthesize().tree);
}

const errorsOf = (base: Parameters<typeof treeOf>, next: Parameters<typeof treeOf>) => {
  const { findings, comparison } = guardSynthesis({ files: treeOf(...next), base: treeOf(...base), declarations: [] });
  const errors = findings.filter(({ severity }) => severity === 'error');
  return { errors, ids: errors.map(({ id }) => id).sort(), comparison };
};

/** A HelmRelease that is an object in code. */
const written = (name: string, releaseName: string): Props => ({
  manifests: (into) =>
    void new ApiObject(into, name, {
      apiVersion: 'helm.toolkit.fluxcd.io/v2',
      kind: 'HelmRelease',
      metadata: { name },
      spec: {
        interval: '1h',
        releaseName,
        chart: { spec: { chart: 'web', sourceRef: { kind: 'Bucket', name: 'b' } } },
      },
    }),
});

describe('a HelmRelease of another name or namespace', () => {
  it.each<[string, Props, Props]>([
    ['release', { chart, fluxName: 'a', releaseName: 'a' }, { chart, fluxName: 'b', releaseName: 'b' }],
    ['namespace', { chart, namespace: 'x', fluxNamespace: 'x' }, { chart, namespace: 'y', fluxNamespace: 'y' }],
    ['release in code', written('a', 'a'), written('b', 'b')],
  ])('is not said to keep its release with another %s', (_, base, next) => {
    const { ids } = errorsOf([base], [next]);
    expect(ids).toContain('protected-removed');
    expect(ids).not.toContain('element-replaced');
  });

  it('is said to keep the release that it has, in code too, and on each cluster', () => {
    expect(errorsOf([written('a', 'one')], [written('b', 'one')]).ids).toEqual(['element-replaced']);
    // The release of a remote cluster has the same name and namespaces as that of its manager.
    const all = Placement.everywhere();
    expect(errorsOf([{ chart }, all], [{ chart, fluxName: 'x' }, all]).ids).toEqual([
      'element-replaced',
      'element-replaced',
    ]);
  });
});

describe('the Kustomization of a folder of another name or namespace', () => {
  const folder = { path: './db', source, namespace: 'db' };
  const there = { ...folder, fluxNamespace: 'db' };

  it.each<[string, Props, Props]>([
    ['into the namespace', folder, there],
    ['out of it', there, folder],
    ['another name', folder, { ...folder, fluxName: 'old' }],
  ])('is a rename, and its steps work: %s', (_, base, next) => {
    const { errors } = errorsOf([base], [next]);
    const found = errors.find(({ id }) => id === 'kustomization-renamed')!;
    expect(found.message).toMatch(/db\.folder is renamed to .*, and Flux deletes all that it applied/);
    expect(found.steps).toHaveLength(3);
    expect(found.steps![2]).toMatch(/^delete Kustomization \S+\/infrastructure-db\.folder by hand/);
    // Nobody is told to declare that it goes: that deletes what it applied.
    expect(errors.map((one) => one.message).join()).not.toMatch(
      /Removal\.object\(\{ kind: 'Kustomization'[^}]*folder'/,
    );
    const held = [base, next].map((props) => ({ ...props, prune: false }));
    expect(errorsOf([base], [held[0]!]).ids).toEqual([]);
    const { ids, comparison } = errorsOf([held[0]!], [held[1]!]);
    expect(ids).not.toContain('kustomization-renamed');
    const pruned = comparison.changes.filter(
      ({ effect, object }) => effect === 'pruned' && object.name !== 'infrastructure-db.access',
    );
    expect(pruned).toEqual([]);
    expect(errorsOf([held[1]!], [next]).ids).toEqual([]);
  });
});
