import { parse, stringify } from 'yaml';
import { App, AppProps, Cluster, Component, Environment, Tenant } from 'cdk8s-flux-fleet';
import { FLEET_CONVENTIONS } from '../../src/pipeline/guard/conventions';
import { ManifestTree } from '../../src/plan';
import { formatTakeover, ManifestEdit, takeover, Takeover, writeEdits } from '../../src/takeover';
import { chart, helmRelease, newFleet } from './objects';
import { sets } from './sets';
import { fleetFiles, staying, Style, STYLES } from './styles';

type Files = Readonly<Record<string, string>>;

const treeOf = (files: Files) => ManifestTree.of(Object.entries(files));

const planOf = (style: Style, old: Files = style.old, clusters: Files = { [style.cluster]: style.folder }): Takeover =>
  takeover(treeOf(old), treeOf(fleetFiles(style)), { conventions: FLEET_CONVENTIONS, clusters });

/** The old repository with the changes of a takeover. */
const edited = (files: Files, edits: readonly ManifestEdit[]): Files => {
  const result = { ...files };
  for (const { file } of edits) {
    const own = edits.filter((edit) => edit.file === file);
    const { text, problems } = writeEdits(files[file]!, own);
    expect(problems).toEqual([]);
    result[file] = text;
  }
  return result;
};

/** The note about a HelmRelease that need not be replaced. */
const stays = (namespace: string, name: string) =>
  `HelmRelease ${namespace}/${name} is flux-system/${name} in the fleet: with fluxNamespace: '${namespace}' for the component or app, it stays where it is and is neither suspended nor replaced`;

const [overlays, tenants, nested, variables] = STYLES as [Style, Style, Style, Style];

describe.each([...STYLES, sets].map((style) => [style.name, style] as const))('a takeover of %s', (_, style) => {
  const plan = planOf(style);
  const [cluster] = plan.clusters;

  it('matches the cluster, its Kustomizations and Helm releases', () => {
    expect(plan).toMatchObject({ problems: [], added: [], left: [] });
    expect(cluster).toMatchObject({ cluster: style.cluster, from: style.folder, problems: [] });
    expect(cluster!.releases.map(({ release }) => release)).toEqual(style.releases);
    expect(cluster!.steps.find(({ title }) => title.startsWith('delete the old'))!.check!.kustomizations).toEqual(
      style.kustomizations,
    );
  });

  it('changes no more than it says, and a second time nothing', () => {
    const once = edited(style.old, plan.edits);
    expect(edited(once, planOf(style, once).edits)).toEqual(once);
    const changed = Object.keys(once).filter((file) => once[file] !== style.old[file]);
    expect(changed.sort()).toEqual([...new Set(plan.edits.map(({ file }) => file))]);
    expect(planOf(style, once).clusters[0]).toMatchObject({ kept: cluster!.kept, left: cluster!.left });
  });

  it('never names a Kustomization before its parent', () => {
    const names = style.kustomizations;
    for (const { check } of cluster!.steps) {
      if (check?.state === 'gone' && check.kustomizations.length > 0) expect(check.kustomizations).toEqual(names);
    }
  });
});

describe('the text of a takeover', () => {
  it('has the changes, what becomes of the objects, the steps and the way back', () => {
    expect(formatTakeover(planOf(overlays))).toMatchSnapshot();
  });

  it('says what somebody made by hand and what the tree does not tell', () => {
    expect(planOf(nested).clusters[0]!.notes).toEqual([
      'no file holds the Kustomization that follows kubernetes/flux/cluster: the steps call it flux-system/flux-system; if `kubectl get kustomizations -A` shows another one, put its name there',
      stays('media', 'player'),
    ]);
    expect(planOf(tenants).clusters[0]!.notes).toEqual([
      expect.stringMatching(
        /^Kustomization prod-shop\/team applies files of GitRepository prod-shop\/team, which are not in the old tree: all that it has applied stays as it is; /,
      ),
    ]);
  });

  it('suspends what a root made by hand applies by hand too', () => {
    const old: Files = {
      ...nested.old,
      'kubernetes/flux/cluster/more.yaml': nested.old['kubernetes/apps/media/player/app/all.yaml']!.replaceAll(
        '${APP}',
        'player',
      )
        .replaceAll('name: stable', 'name: stable\n  namespace: media')
        .replace('name: player', 'name: player\n  namespace: media'),
    };
    const files = {
      ...old,
      'kubernetes/apps/media/kustomization.yaml': old['kubernetes/apps/media/kustomization.yaml']!.replace(
        '  - ./player/ks.yaml\n',
        '',
      ),
    };
    const step = planOf(nested, files).clusters[0]!.steps.find(({ title }) => title.startsWith('see that'))!;
    expect(step.commands).toEqual([
      `kubectl patch kustomizations.kustomize.toolkit.fluxcd.io -n flux-system flux-system --type merge -p '{"spec":{"suspend":true}}'`,
      `kubectl patch helmreleases.helm.toolkit.fluxcd.io -n media player --type merge -p '{"spec":{"suspend":true}}'`,
    ]);
  });
});

describe('what stands in the way of a takeover', () => {
  const problems = (style: Style, files: Files) => {
    const [cluster] = planOf(style, { ...style.old, ...files }).clusters;
    expect(cluster!.steps).toEqual([]);
    expect(cluster!.back).toEqual([]);
    return cluster!.problems;
  };
  const text = (style: Style, file: string, from: RegExp | string, to: string) => {
    expect(style.old[file]).toMatch(from);
    return { [file]: style.old[file]!.replace(from, to) };
  };

  it('a Kustomization that cannot be built', () => {
    expect(
      problems(overlays, text(overlays, 'apps/production/kustomization.yaml', '../base/podinfo', '../base/gone')),
    ).toEqual([
      expect.stringMatching(/^Kustomization flux-system\/apps of the old tree cannot be built \(.*\): mend it first$/),
    ]);
  });

  it('an object with two owners', () => {
    expect(problems(overlays, { 'infrastructure/again.yaml': overlays.old['apps/production/claim.yaml']! })).toEqual([
      expect.stringMatching(
        /^PersistentVolumeClaim podinfo\/cache is applied by Kustomization flux-system\/\w+ and Kustomization flux-system\/\w+: take it out of one of them first$/,
      ),
    ]);
  });

  it('a HelmRelease whose release only the cluster names', () => {
    const found = problems(variables, {
      ...text(variables, 'components/all.yaml', 'interval: 30m', 'interval: 30m\n  releaseName: radar-${COLOUR}'),
      ...text(
        variables,
        'clusters/weekly/components.yaml',
        'name: cluster-vars',
        'name: cluster-vars\n      - kind: Secret\n        name: cluster-secrets',
      ),
    });
    expect(found).toEqual([
      'HelmRelease radar/radar of Kustomization flux-system/components has the release radar/radar-${COLOUR}, whose name only the cluster tells: write it into the old repository first',
    ]);
  });

  it('two HelmReleases of one release', () => {
    const again = overlays.old['apps/base/podinfo/all.yaml']!.split('---\n')
      .at(-1)!
      .replace('name: podinfo\n', 'name: again\n');
    expect(
      problems(overlays, {
        'apps/base/podinfo/all.yaml': `${overlays.old['apps/base/podinfo/all.yaml']}---\n${again}`,
      }),
    ).toEqual([
      'HelmReleases podinfo/podinfo and podinfo/again both have the Helm release podinfo/podinfo: take one of them out first',
    ]);
  });

  it('a root that Flux Operator makes, for a fleet without it', () => {
    const instance = JSON.stringify({
      ...{
        apiVersion: 'fluxcd.controlplane.io/v1',
        kind: 'FluxInstance',
        metadata: { name: 'flux', namespace: 'flux-system' },
      },
      spec: {
        sync: {
          kind: 'GitRepository',
          url: 'https://git.example.com/acme/clusters',
          ref: 'refs/heads/main',
          path: 'clusters/weekly',
        },
      },
    });
    expect(problems(variables, { 'clusters/weekly/flux-system/gotk-sync.yaml': instance })).toEqual([
      "Flux Operator makes the root Kustomization here: give the cluster bootstrap: 'operator' in the program",
    ]);
  });

  it('clusters that are not there', () => {
    expect(planOf(overlays, overlays.old, { production: 'clusters/prod', test: 'clusters/test' }).problems).toEqual([
      'cluster "production" has no folder "clusters/prod" in the old tree: give its path there',
      'cluster "test" is not in the new tree: use one of production',
      expect.stringMatching(/^no cluster was found in the old tree: name each with --cluster NAME=PATH/),
    ]);
    const nothing = takeover(treeOf(overlays.old), treeOf({}), { conventions: FLEET_CONVENTIONS });
    expect(nothing.problems).toEqual(['the new tree has no cluster: synthesize first, and give its folder with --to']);
  });
});

describe('what a person should look at', () => {
  const notes = (from: RegExp | string, to: string, file = 'apps/base/podinfo/all.yaml') => {
    const old = { ...overlays.old, [file]: overlays.old[file]!.replace(from, to) };
    expect(old[file]).not.toBe(overlays.old[file]);
    return planOf(overlays, old).clusters[0]!;
  };

  it('a release that is upgraded', () => {
    expect(notes('replicas: 2', 'replicas: 3', 'apps/production/kustomization.yaml').notes).toEqual([
      'Helm release podinfo/podinfo is upgraded: values',
      stays('podinfo', 'podinfo'),
    ]);
    expect(notes('version: 6.x', 'version: 5.x').notes).toEqual([
      'Helm release podinfo/podinfo is upgraded: version 5.x -> 6.x',
      stays('podinfo', 'podinfo'),
    ]);
  });

  it('a release of another name with the same chart', () => {
    const { notes: found, releases, left } = notes('releaseName: podinfo', 'releaseName: front');
    expect(found).toEqual([
      "Helm release podinfo/front of chart podinfo stays without an owner, and the fleet installs podinfo/podinfo: if it is the same, give the component or app releaseName: 'front' and namespace: 'podinfo'",
    ]);
    expect(releases).toEqual([]);
    expect(left).toContain('HelmRelease podinfo/podinfo');
  });

  it('a HelmRelease whose name can be kept: with the fluxName that is named, it stays, and nothing is suspended for it', () => {
    const file = 'apps/base/podinfo/all.yaml';
    const parts = overlays.old[file]!.split('---\n');
    const release = (name: string) =>
      helmRelease(name, 'flux-system', {
        ...{ releaseName: 'podinfo', targetNamespace: 'podinfo', storageNamespace: 'podinfo', values: { replicas: 2 } },
        chart: {
          spec: {
            ...{ chart: 'podinfo', version: '6.x' },
            sourceRef: { kind: 'HelmRepository', name: 'stable', namespace: 'podinfo' },
          },
        },
      });
    const overlay = { 'apps/base/podinfo/kustomization.yaml': stringify({ resources: ['all.yaml'] }) };
    const named = (name: string) => ({
      ...overlays.old,
      ...overlay,
      [file]: `${parts.slice(0, -1).join('---\n')}---\n${stringify(release(name))}`,
    });
    const old = named('front');
    const moved = planOf(overlays, old).clusters[0]!;
    expect(moved.problems).toEqual([]);
    expect(moved.releases.map(({ from, to }) => [from, to])).toEqual([['flux-system/front', 'flux-system/podinfo']]);
    expect(moved.notes).toContain(
      "HelmRelease flux-system/front is flux-system/podinfo in the fleet: with fluxName: 'front' for the component or app, it stays where it is and is neither suspended nor replaced",
    );
    const fleet = () => {
      const made = newFleet();
      new Cluster(made, 'production');
      new Component(made, 'podinfo', {
        ...{ namespace: 'podinfo', chart: chart(), values: { replicas: 2 }, fluxName: 'front' },
      });
      return made;
    };
    const kept = planOf({ ...overlays, fleet }, old).clusters[0]!;
    expect([kept.problems, kept.notes, kept.releases]).toEqual([[], [], []]);
    // One that fluxName would refuse cannot keep it.
    const long = planOf(overlays, named('x'.repeat(64))).clusters[0]!;
    expect([long.releases.length, long.notes]).toEqual([1, []]);
  });

  it('a HelmRelease in the namespace of its chart: with the fluxNamespace that is named, it stays', () => {
    const [moved] = planOf(overlays).clusters;
    expect(moved!.releases.map(({ from, to }) => [from, to])).toEqual([['podinfo/podinfo', 'flux-system/podinfo']]);
    expect(moved!.notes).toEqual([
      "HelmRelease podinfo/podinfo is flux-system/podinfo in the fleet: with fluxNamespace: 'podinfo' for the component or app, it stays where it is and is neither suspended nor replaced",
    ]);
    const [kept] = planOf(staying).clusters;
    expect([kept!.problems, kept!.notes, kept!.releases]).toEqual([[], [], []]);
    expect(kept!.edits.every(({ suspends }) => suspends.length === 0)).toBe(true);
    // One that is not where its chart is installed cannot.
    const file = 'apps/base/podinfo/all.yaml';
    const away = (release: object) => ({
      ...overlays.old,
      [file]: [...overlays.old[file]!.split('---\n').slice(0, 3), stringify(release)].join('---\n'),
      'apps/base/podinfo/kustomization.yaml': stringify({ resources: ['all.yaml'] }),
    });
    const spec = { releaseName: 'podinfo', storageNamespace: 'podinfo', targetNamespace: 'podinfo' };
    const [other] = planOf(overlays, away(helmRelease('podinfo', 'agent', spec))).clusters;
    expect(other!.releases.map(({ from, to }) => [from, to])).toEqual([['agent/podinfo', 'flux-system/podinfo']]);
    expect(other!.notes.join()).not.toContain('fluxNamespace');
    // And one whose record is elsewhere would be made anew.
    const [apart] = planOf(
      overlays,
      away(helmRelease('podinfo', 'podinfo', { ...spec, targetNamespace: 'agent' })),
    ).clusters;
    expect(apart!.problems).toEqual([
      'Helm release podinfo/podinfo is installed in namespace agent, and in the fleet in podinfo: Helm would make its objects anew there; leave this release out of the fleet, or let it move first',
    ]);
  });

  it("a HelmRelease of a tenant's app: with fluxNamespace and the name that it has, it stays", () => {
    const style = (app: Partial<AppProps<Record<string, never>>>): Style => ({
      ...overlays,
      old: {
        ...overlays.old,
        'apps/base/podinfo/all.yaml': overlays.old['apps/base/podinfo/all.yaml']!.replaceAll(
          'podinfo',
          'prod-web',
        ).replace(/chart: prod-web/, 'chart: podinfo'),
        'apps/base/podinfo/kustomization.yaml': stringify({ resources: ['all.yaml'], namespace: 'prod-web' }),
      },
      fleet: () => {
        const fleet = newFleet();
        new Environment(fleet, 'prod', { clusters: [new Cluster(fleet, 'production')] });
        const web = new Tenant(fleet, 'web', { deploys: ['Secret', 'apps/Deployment'], isolation: 'relaxed' });
        new App(web, 'podinfo', { chart: chart(), releaseName: 'podinfo', values: { replicas: 2 }, ...app });
        return fleet;
      },
    });
    const [moved] = planOf(style({ releaseName: 'prod-web' })).clusters;
    expect(moved!.notes.filter((note) => note.includes('fluxNamespace'))).toEqual([
      "HelmRelease prod-web/prod-web is prod-flux-system/prod-web.podinfo in the fleet: with fluxNamespace: 'prod-web' and fluxName: 'prod-web' for the component or app, and 'Secret' among the tenant's deploys, it stays where it is and is neither suspended nor replaced",
    ]);
    const [kept] = planOf(style({ releaseName: 'prod-web', fluxNamespace: 'prod-web', fluxName: 'prod-web' })).clusters;
    expect(kept!.releases).toEqual([]);
  });

  it('a HelmRelease that the fleet has not beside one that it has: only the latter is suspended, by its name', () => {
    const file = 'apps/base/podinfo/all.yaml';
    const [release] = overlays.old[file]!.split('---\n').slice(-1);
    const other = release!.replaceAll('podinfo', 'other').replace('chart: other', 'chart: else');
    const { edits } = planOf(overlays, { ...overlays.old, [file]: `${overlays.old[file]}---\n${other}` });
    expect(edits.map(({ name, suspends }) => [name, suspends])).toEqual([
      ['apps', ['podinfo']],
      ['flux-system', []],
      ['infra', []],
    ]);
    expect(planOf(overlays).edits.map(({ suspends }) => suspends)).toEqual(['all', [], []]);
  });

  it('objects that change, and pods that restart with them', () => {
    const { changed } = notes('example.com/agent:1', 'example.com/agent:0', 'infrastructure/agent.yaml');
    expect(changed).toEqual([
      {
        object: 'Deployment agent/agent',
        fields: ['spec.template.spec.containers[name=main].image'],
        risks: expect.arrayContaining([expect.stringMatching(/^pods of Deployment agent restart/)]),
      },
    ]);
  });
});

describe('changes of a file', () => {
  const edit: ManifestEdit = {
    ...{ file: 'a.yaml', kind: 'Kustomization', namespace: 'flux-system', name: 'apps', kustomization: 'apps' },
    suspends: ['a.b', 'c'],
  };
  const document = (spec: string) => `# kept\nkind: Kustomization\nmetadata: {name: apps} # too\nspec:\n${spec}`;

  it('keep comments, order and patches that are there', () => {
    const { text, problems } = writeEdits(`${document('  patches:\n    - patch: x # mine\n')}---\nkind: Other\n`, [
      edit,
    ]);
    expect(problems).toEqual([]);
    expect(text).toMatchInlineSnapshot(`
"# kept
kind: Kustomization
metadata: { name: apps } # too
spec:
  patches:
    - patch: x # mine
    - target:
        group: helm.toolkit.fluxcd.io
        kind: HelmRelease
        name: a\\.b|c
      patch: |
        - op: add
          path: /spec/suspend
          value: true
  deletionPolicy: Orphan
---
kind: Other
"
`);
    expect(writeEdits(text, [edit]).text).toBe(text);
  });

  it('are said where a base or a prefix makes the manifest', () => {
    expect(writeEdits('kind: Kustomization\nmetadata: {name: other}\n', [edit]).problems).toEqual([
      'a.yaml has no Kustomization apps as it stands, because a base, a patch or a prefix makes it: change what makes it',
    ]);
  });

  it('let a FluxInstance patch the Kustomization that it makes', () => {
    const instance = { ...edit, kind: 'FluxInstance', name: 'flux', kustomization: 'flux-system', suspends: [] };
    const { text } = writeEdits('kind: FluxInstance\nmetadata: {name: flux}\nspec: {sync: {}}\n', [instance]);
    expect(parse(text)).toEqual({
      kind: 'FluxInstance',
      metadata: { name: 'flux' },
      spec: {
        sync: {},
        kustomize: {
          patches: [
            {
              target: { kind: 'Kustomization', name: 'flux-system' },
              patch: '[{"op":"add","path":"/spec/deletionPolicy","value":"Orphan"}]',
            },
          ],
        },
      },
    });
  });
});
