import { KubernetesObject } from '../../kubernetes/objects';
import { formatObject, ObjectChange } from '../objects/comparison';
import type { ObjectDiffer } from '../objects/object-diff';
import type { Side } from '../predict/ownership-pair';
import { Prediction } from '../predict/prediction';
import { Ground } from '../predict/walk';
import { Risk, risk } from '../risk/risk';
import { noLongerVerified } from '../risk/risk-held';
import { chartPath, inlineRepository, lastSegment } from '../tree/flux-spec';
import { ManifestTree, pathIn, securePath } from '../tree/manifest-tree';
import { isMap, mapAt, parseYaml, textAt, valueAt } from '../tree/parse-manifests';

const HELM_GROUP = 'helm.toolkit.fluxcd.io';
const SOURCE_GROUP = 'source.toolkit.fluxcd.io';

/**
 * The charts of releases by their own names, wherever these stand: in the release, in the object that it refers to, or in
 * the `Chart.yaml` of a folder. helm-controller installs a release anew when the name is another one (internal/action/diff.go
 * of helm-controller 1.6: ReleaseTargetChanged).
 */
export class ChartNames {
  constructor(
    private readonly prediction: Prediction,
    private readonly differ: ObjectDiffer,
    private readonly ground: Ground,
  ) {}

  /** The risks of a change with those about the name of a chart as they really are. */
  public risks(change: ObjectChange): readonly Risk[] {
    const { object, risks } = change;
    if (change.action === 'added' || change.action === 'removed') return risks;
    if (object.group === HELM_GROUP && object.kind === 'HelmRelease') return this.ofRelease(change);
    const isSource = object.group === SOURCE_GROUP && object.kind === 'OCIRepository';
    return isSource ? [...risks, ...this.ofSource(change)] : risks;
  }

  private ofRelease(change: ObjectChange): readonly Risk[] {
    const { cluster, object } = change;
    const [was, is] = (['old', 'next'] as const).map((side) =>
      this.body(side, cluster, HELM_GROUP, 'HelmRelease', object.namespace, object.name),
    );
    if (was === undefined || is === undefined) return change.risks;
    const risks = this.withVerification(change.risks, cluster, was, is);
    const [old, next] = [this.nameOf('old', cluster, was), this.nameOf('next', cluster, is)];
    if (old === undefined || next === undefined) return risks;
    const told = risks.some(isAnew);
    if (old === next) return told ? risks.filter((one) => !SWAP.test(one.message)) : risks;
    if (told) return risks;
    const message = `release of HelmRelease ${object.name} is uninstalled and installed anew from chart ${next}`;
    return [...risks, risk('deletion', message)];
  }

  /** The risks of a release that gets its chart from another place: signatures are checked there. */
  private withVerification(
    risks: readonly Risk[],
    cluster: string,
    old: KubernetesObject,
    next: KubernetesObject,
  ): readonly Risk[] {
    const lost = noLongerVerified(next);
    const others = risks.filter(({ message }) => message !== lost.message);
    if (!this.isVerified('old', cluster, old) || this.isVerified('next', cluster, next)) return others;
    const [before, after] = [old, next].map(({ spec }) => JSON.stringify(mapAt(spec, 'chartRef')));
    // The repository itself tells, where the release goes on to read the same one.
    return before === after && others.length === risks.length ? others : [...others, lost];
  }

  private isVerified(side: Side, cluster: string, release: KubernetesObject): boolean {
    const [kind, name] = ['kind', 'name'].map((field) => textAt(release, 'spec', 'chartRef', field));
    if (kind === undefined || name === undefined) return isMap(valueAt(release, 'spec', 'chart', 'spec', 'verify'));
    const namespace = textAt(release, 'spec', 'chartRef', 'namespace') ?? release.metadata.namespace ?? '';
    return isMap(valueAt(this.body(side, cluster, SOURCE_GROUP, kind, namespace, name), 'spec', 'verify'));
  }

  /** A repository of a chart that gets another name while a release refers to it. */
  private ofSource({ cluster, object, risks }: ObjectChange): Risk[] {
    if (risks.some((one) => one.class === 'deletion')) return [];
    const [old, next] = (['old', 'next'] as const).map((side) =>
      this.body(side, cluster, SOURCE_GROUP, object.kind, object.namespace, object.name),
    );
    const [before, after] = [old, next].map((one) => lastSegment(textAt(one, 'spec', 'url') ?? ''));
    if (before === after) return [];
    const users = [...this.releases(cluster)].filter((release) => {
      const namespace = textAt(release, 'spec', 'chartRef', 'namespace') ?? release.metadata.namespace;
      return textAt(release, 'spec', 'chartRef', 'name') === object.name && namespace === object.namespace;
    });
    if (users.length === 0) return [];
    const message = `${formatObject(object)} gives chart ${after} instead of ${before}: HelmRelease ${users[0]!.metadata.name}, which uses it, is uninstalled and installed anew`;
    return [risk('deletion', message)];
  }

  private *releases(cluster: string): Generator<KubernetesObject> {
    for (const owners of [this.prediction.next, this.prediction.stableObjects()]) {
      for (const [key, [owned]] of owners) {
        if (key.startsWith(`${cluster}|${HELM_GROUP}/HelmRelease/`)) yield this.differ.body(owned!.object);
      }
    }
  }

  /** The name of a release's chart; undefined where nothing tells. */
  private nameOf(side: Side, cluster: string, release: KubernetesObject): string | undefined {
    const own = release.metadata.namespace ?? '';
    const chart = chartPath(release);
    if (chart !== undefined) return inlineRepository(release) ? lastSegment(chart) : this.named(side, chart);
    const [kind, name] = ['kind', 'name'].map((field) => textAt(release, 'spec', 'chartRef', field));
    if (kind === undefined || name === undefined) return undefined;
    const namespace = textAt(release, 'spec', 'chartRef', 'namespace') ?? own;
    const source = this.body(side, cluster, SOURCE_GROUP, kind, namespace, name);
    if (kind === 'HelmChart') {
      const path = textAt(source, 'spec', 'chart');
      return path === undefined ? undefined : this.named(side, path);
    }
    const url = textAt(source, 'spec', 'url');
    return url === undefined ? undefined : lastSegment(url);
  }

  /** The name that a chart's folder gives it, or else the last part of its path. */
  private named(side: Side, chart: string): string {
    const tree: ManifestTree | undefined = side === 'next' ? this.ground.tree : this.ground.base;
    const text = chart.includes('/') ? tree?.text(pathIn(securePath(chart), 'Chart.yaml')) : undefined;
    const parsed = text === undefined ? undefined : parseYaml(text);
    const [file] = parsed?.error === undefined ? (parsed?.value ?? []) : [];
    return textAt(file, 'name') ?? lastSegment(chart);
  }

  private body(
    side: Side,
    cluster: string,
    group: string,
    kind: string,
    namespace: string,
    name: string,
  ): KubernetesObject | undefined {
    const key = `${cluster}|${group}/${kind}/${namespace}/${name}`;
    const [owned] = this.prediction.ownersOf(side, key);
    return owned && this.differ.body(owned.object);
  }
}

/** Risks that say that a release is installed anew. */
const ANEW = /uninstalled and installed anew/;
const SWAP = /uninstalled and installed anew from chart/;

function isAnew({ message }: Risk): boolean {
  return ANEW.test(message);
}
