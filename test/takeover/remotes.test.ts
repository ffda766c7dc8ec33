import { Cluster, Component } from 'cdk8s-flux-fleet';
import { FLEET_CONVENTIONS } from '../../src/pipeline/guard/conventions';
import { ManifestTree } from '../../src/plan';
import { takeover } from '../../src/takeover';
import { hub } from './hub';
import { chart, newFleet } from './objects';
import { fleetFiles, Style } from './styles';

type Files = Readonly<Record<string, string>>;

const treeOf = (files: Files) => ManifestTree.of(Object.entries(files));

const NEXT = fleetFiles(hub);

const planOf = (old: Files, clusters?: Files, next: Files = NEXT) =>
  takeover(treeOf(old), treeOf(next), { conventions: FLEET_CONVENTIONS, ...(clusters ? { clusters } : {}) });

/** The hub's old repository with other texts in all of its files. */
const changed = (...changes: ReadonlyArray<readonly [from: RegExp | string, to: string]>): Files =>
  Object.fromEntries(
    Object.entries(hub.old).map(([path, text]) => [
      path,
      changes.reduce((before, [from, to]) => before.replaceAll(from, to), text),
    ]),
  );

describe('remote clusters in a takeover', () => {
  it('are matched by the namespace or the name of the Secret with their kubeconfig', () => {
    const [plan] = planOf(hub.old).clusters;
    expect(plan!.remotes.map(({ name, from, to }) => [name, from.secret, to.secret])).toEqual([
      ['live', 'live/cluster-kubeconfig', 'live/cluster-kubeconfig'],
      ['stage', 'stage/cluster-kubeconfig', 'stage/stage-kubeconfig'],
    ]);
    expect(plan!.notes).toEqual([
      "HelmRelease stage/web is stage/podinfo in the fleet: with fluxName: 'web' for the component or app, it stays where it is and is neither suspended nor replaced",
    ]);
    expect(plan!.left).toEqual(['HelmRepository live/stable', 'HelmRepository stage/stable']);
    expect(plan!.made).toContain('ServiceAccount stage/kustomize-controller on stage');
  });

  it('are handed over before the root is applied, and their policies are out of force on the way back', () => {
    const [plan] = planOf(hub.old).clusters;
    const titles = plan!.steps.map(({ title }) => title);
    const step = titles.findIndex((title) => title.startsWith('hand the remote clusters over'));
    expect(step).toBeLessThan(titles.findIndex((title) => title.startsWith('delete the old Kustomizations')));
    expect(plan!.steps[step]!.commands).toEqual([
      `kubectl get secrets -n live cluster-kubeconfig -o json | jq -r '(.data.value // .data["value.yaml"]) | @base64d' > live.kubeconfig`,
      'kubectl --kubeconfig live.kubeconfig apply -f dist/clusters/hub/remotes/live/access/access.yaml',
      `kubectl get secrets -n stage cluster-kubeconfig -o json | jq -r '(.data.value // .data["value.yaml"]) | @base64d' > stage.kubeconfig`,
      `kubectl get secrets -n stage cluster-kubeconfig -o json | jq '{apiVersion, kind, metadata: {"namespace":"stage","name":"stage-kubeconfig"}, data: {"value": (.data.value // .data["value.yaml"])}}' | kubectl apply -f -`,
      'kubectl --kubeconfig stage.kubeconfig apply -f dist/clusters/hub/remotes/stage/access/access.yaml',
    ]);
    expect(plan!.back.flatMap(({ commands }) => commands)).toContainEqual(
      expect.stringMatching(/^kubectl --kubeconfig stage\.kubeconfig delete validatingadmissionpolicybindings\S* \S/),
    );
  });

  it('are told by their Secret where nothing is called like them', () => {
    const old = changed(
      [/\b(live|stage)(\/podinfo\.yaml)?\b(?!:)/g, 'x-$1$2'],
      ['./spokes/apps/x-', './spokes/apps/'],
      ['cluster-kubeconfig', 'access'],
    );
    const [guessed] = planOf(old).clusters;
    expect(guessed!.remotes).toEqual([]);
    expect(guessed!.notes).toEqual(
      expect.arrayContaining([
        expect.stringMatching(
          /^Kustomization x-live\/agents deploys through Secret x-live\/access to a cluster that the fleet does not have: .* --cluster NAME=x-live\/access$/,
        ),
        'remote cluster stage is not in the old tree: it starts empty, and has to be handed over first',
      ]),
    );
    expect(guessed!.left).toContain('Deployment agent/agent on the cluster of Secret x-live/access');

    const [told] = planOf(old, { live: 'x-live/access', stage: 'x-stage/access' }).clusters;
    expect(told!.remotes.map(({ name }) => name)).toEqual(['live', 'stage']);
    expect(told!.releases.map(({ release, from, to }) => [release, from, to])).toEqual([
      ['podinfo/podinfo on live', 'x-live/podinfo', 'live/podinfo'],
      ['podinfo/podinfo on stage', 'x-stage/web', 'stage/podinfo'],
    ]);
    const commands = told!.steps.flatMap((step) => step.commands);
    expect(commands).toContain(
      `jq -n '{apiVersion: "v1", kind: "Namespace", metadata: {name: "live"}}' | kubectl apply -f -`,
    );

    const [one] = planOf(old, { live: 'x-live/access' }).clusters;
    expect(one!.remotes.map(({ name, from }) => [name, from.secret])).toEqual([
      ['live', 'x-live/access'],
      ['stage', 'x-stage/access'],
    ]);
  });

  it('keep the key of their kubeconfig', () => {
    const old = changed(['name: cluster-kubeconfig', 'name: cluster-kubeconfig\n      key: admin.conf']);
    const commands = planOf(old).clusters[0]!.steps.flatMap((step) => step.commands);
    expect(commands).toContain(
      `kubectl get secrets -n live cluster-kubeconfig -o json | jq -r '.data["admin.conf"] | @base64d' > live.kubeconfig`,
    );
    expect(commands).toContain(
      `kubectl get secrets -n stage cluster-kubeconfig -o json | jq '{apiVersion, kind, metadata: {"namespace":"stage","name":"stage-kubeconfig"}, data: {"value": .data["admin.conf"]}}' | kubectl apply -f -`,
    );
  });

  it('are handed over by hand where a provider gives the way to them', () => {
    const old = changed([
      /secretRef:\n {6}name: cluster-kubeconfig\n {2}wait/g,
      'configMapRef:\n      name: eks\n  wait',
    ]);
    const [plan] = planOf(old, { live: 'live/eks', stage: 'stage/eks' }).clusters;
    expect(plan!.notes).toContain(
      'Kustomization live/agents reaches cluster live through ConfigMap live/eks, which holds no kubeconfig: hand that cluster over by hand before the root is applied',
    );
    expect([...plan!.steps, ...plan!.back].flatMap(({ commands }) => commands).join('\n')).not.toContain('kubeconfig');
  });

  it('are also found where only HelmReleases go to them', () => {
    const old = Object.fromEntries(
      Object.entries(
        changed([/ {2}kubeConfig:\n {4}secretRef:\n {6}name: cluster-kubeconfig\n {2}wait/g, '  wait']),
      ).filter(([path]) => !path.startsWith('spokes/agents/')),
    );
    const files: Files = { ...old, 'spokes/agents/none.yaml': '' };
    const { remotes } = planOf(files).clusters[0]!;
    expect(remotes.map(({ name, from }) => [name, from.reader])).toEqual([
      ['live', 'HelmRelease live/podinfo'],
      ['stage', 'HelmRelease stage/web'],
    ]);
  });

  it('are refused under a Secret that nothing reads', () => {
    expect(planOf(hub.old, { live: 'live/other' }).problems).toEqual([
      'cluster "live" is deployed to by another cluster, and no Kustomization or HelmRelease of the old tree reads "live/other": give the Secret with its kubeconfig as NAMESPACE/NAME, use one of live/cluster-kubeconfig, stage/cluster-kubeconfig',
    ]);
    const none: Files = {
      'clusters/hub/flux-system/gotk-sync.yaml': hub.old['clusters/hub/flux-system/gotk-sync.yaml']!,
    };
    expect(planOf(none, { live: 'clusters/live' }).problems).toEqual([
      expect.stringMatching(
        /^cluster "live" is deployed to by another cluster, .*: give .* as NAMESPACE\/NAME, it reads none$/,
      ),
    ]);
  });

  it('start empty where the old tree has none', () => {
    const style: Style = {
      ...hub,
      fleet: () => {
        const fleet = newFleet();
        const manager = new Cluster(fleet, 'hub');
        const edge = new Cluster(fleet, 'edge', { managedBy: manager });
        new Component(edge, 'podinfo', { namespace: 'podinfo', chart: chart() });
        return fleet;
      },
    };
    const none: Files = {
      'clusters/hub/flux-system/gotk-sync.yaml': hub.old['clusters/hub/flux-system/gotk-sync.yaml']!,
    };
    expect(planOf(none, undefined, fleetFiles(style)).clusters[0]).toMatchObject({
      remotes: [],
      notes: ['remote cluster edge is not in the old tree: it starts empty, and has to be handed over first'],
    });
  });
});
