import { KubernetesObject } from '../../kubernetes/objects';
import { putInto } from '../predict/build';
import { Prediction } from '../predict/prediction';
import { Unit } from '../predict/unit';
import { Ground, Walk } from '../predict/walk';
import { chartName } from '../tree/flux-spec';
import { ManifestIndex } from '../tree/manifest-index';
import { ChartRequest, RenderChart } from './chart-request';
import { releaseRequest } from './release-request';

/** A HelmRelease that both trees have and whose chart's objects may differ. */
export interface ReleasePair {
  readonly unit: Unit;
  /** The HelmRelease, as `namespace/name`. */
  readonly release: string;
  /** The namespace that Helm installs it into. */
  readonly namespace: string;
  /** The name of its chart. */
  readonly chart: string;
  /** Objects of the chart in both trees; undefined when they are not known. */
  readonly rendered:
    { readonly old: readonly KubernetesObject[]; readonly next: readonly KubernetesObject[] } | undefined;
}

/** Renders the charts of releases that differ between the trees. */
export class ReleasePairs {
  private readonly results = new Map<string, readonly KubernetesObject[] | undefined>();

  constructor(
    private readonly oldGround: Ground,
    private readonly newGround: Ground,
    private readonly render: RenderChart | undefined,
  ) {}

  /** The releases of some clusters whose charts or values differ. */
  public changed(prediction: Prediction, oldWalks: readonly Walk[], newWalks: readonly Walk[]): ReleasePair[] {
    if (!this.newGround.index.hasReleases) return [];
    return newWalks.flatMap((next) => {
      const old = oldWalks.find(({ root }) => root.cluster === next.root.cluster);
      if (!old) return [];
      return [...next.units.values()].flatMap((unit) => {
        const was = old.units.get(unit.key);
        if (!was || !prediction.isApplied(unit)) return [];
        const before = new Map(releasesOf(was, this.oldGround.index).map((one) => [nameText(one), one]));
        return releasesOf(unit, this.newGround.index).flatMap((release) => {
          const other = before.get(nameText(release));
          return other ? this.pair({ unit, walk: next, release }, { unit: was, walk: old, release: other }) : [];
        });
      });
    });
  }

  private pair(next: Side, old: Side): ReleasePair[] {
    const [before, after] = [
      releaseRequest(old.release, old.unit, old.walk, this.oldGround),
      releaseRequest(next.release, next.unit, next.walk, this.newGround),
    ];
    const [was, is] = [before, after].map((request) => request && keyOf(request));
    const isEqual = was === undefined ? is === undefined && sameSpec(old.release, next.release) : was === is;
    if (isEqual) return [];
    const rendered = before && after ? this.both(before, after) : undefined;
    const { unit, release } = next;
    const namespace = after?.namespace ?? release.metadata.namespace ?? '';
    return [{ unit, release: nameText(release), namespace, chart: chartName(release), rendered }];
  }

  private both(before: ChartRequest, after: ChartRequest): ReleasePair['rendered'] {
    const [old, next] = [before, after].map((request) => this.objects(request));
    return old && next ? { old, next } : undefined;
  }

  private objects(request: ChartRequest): readonly KubernetesObject[] | undefined {
    const key = keyOf(request);
    if (!this.results.has(key)) this.results.set(key, this.render?.(request));
    return this.results.get(key);
  }
}

interface Side {
  readonly unit: Unit;
  readonly walk: Walk;
  readonly release: KubernetesObject;
}

function releasesOf(unit: Unit, index: ManifestIndex): KubernetesObject[] {
  return (unit.build?.files ?? []).flatMap((file) =>
    index
      .fluxObjects(file.content)
      .filter(({ release }) => release)
      .map((header) => {
        const body = index.body(header);
        const { namespace } = putInto(header, file, unit.spec);
        return { ...body, metadata: { ...body.metadata, namespace } };
      }),
  );
}

function nameText({ metadata }: KubernetesObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}

function sameSpec(one: KubernetesObject, other: KubernetesObject): boolean {
  return JSON.stringify(one.spec) === JSON.stringify(other.spec);
}

function keyOf({ chart, ...rest }: ChartRequest): string {
  if (chart.kind !== 'files') return JSON.stringify([chart, rest]);
  return JSON.stringify([
    chart.folder,
    [...chart.files].map(([path, content]) => [path, content.toString('latin1')]),
    rest,
  ]);
}
