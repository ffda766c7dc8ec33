import { placeOfKey, Weights } from '../../core/rendezvous';
import { FLUX_SYSTEM } from '../../features/control';
import { KubernetesObject } from '../../kubernetes/objects';
import { SHARD_LABEL } from '../../units/marks';
import { RenderedUnit, UnitFile } from '../../units/unit';
import { UnitCache, UnitSource } from '../../units/unit-cache';

/** Kinds that read what others fetch. Their controllers find sources and dependencies of any shard. */
const READERS: ReadonlySet<string> = new Set([
  'kustomize.toolkit.fluxcd.io/Kustomization',
  'helm.toolkit.fluxcd.io/HelmRelease',
]);

/**
 * Kinds whose controllers see only objects of their own shard, also where one names another: a HelmChart its repository, a
 * GitRepository those that it includes, an ImagePolicy its ImageRepository, an ArtifactGenerator its sources.
 */
const FETCHERS: ReadonlySet<string> = new Set([
  ...['GitRepository', 'OCIRepository', 'HelmRepository', 'HelmChart', 'Bucket'].map(
    (kind) => `source.toolkit.fluxcd.io/${kind}`,
  ),
  ...['ImageRepository', 'ImagePolicy', 'ImageUpdateAutomation'].map((kind) => `image.toolkit.fluxcd.io/${kind}`),
  'source.extensions.fluxcd.io/ArtifactGenerator',
]);

interface ShardedData<T> {
  readonly data: T;
  readonly shards: Weights;
}

/** The units of a cluster whose Flux runs in shards: each Flux object says by a label which shard reconciles it. */
export class ShardedUnits extends UnitCache {
  /**
   * @param cache what renders the units
   * @param shards shards with their weights
   */
  constructor(
    private readonly cache: UnitCache,
    private readonly shards: Weights,
  ) {
    super(
      () => true,
      () => undefined,
    );
  }

  public override unit<T>(source: UnitSource<T>): RenderedUnit {
    return this.cache.unit(this.sharded(source));
  }

  public override distinct<T>(source: UnitSource<T>): RenderedUnit {
    return this.cache.distinct(this.sharded(source));
  }

  private sharded<T>({ kind, data, files, ...source }: UnitSource<T>): UnitSource<ShardedData<T>> {
    return {
      ...source,
      kind: `sharded ${kind}`,
      data: { data, shards: this.shards },
      files: ({ data, shards }) => files(data).map((file) => shardedFile(file, shards)),
    };
  }
}

/** A file that is copied byte for byte stays as it is: what is in it is reconciled by the controllers without a shard. */
function shardedFile(file: UnitFile, shards: Weights): UnitFile {
  return file.verbatim === undefined
    ? { ...file, objects: file.objects.map((one) => shardedObject(one, shards)) }
    : file;
}

/** A Flux object with the label of its shard; one that has such a label already keeps it. */
export function shardedObject(object: KubernetesObject, shards: Weights): KubernetesObject {
  const { apiVersion, kind, metadata } = object;
  const type = `${apiVersion.split('/')[0]}/${kind}`;
  const { name, namespace = '' } = metadata;
  // The root's own Kustomization brings the shards, and stays with the controllers of none of them.
  if (namespace === FLUX_SYSTEM && name === FLUX_SYSTEM) return object;
  if (FETCHERS.has(type)) return labelled(object, fetchersShard(namespace, shards));
  if (!READERS.has(type)) return object;
  const shard = placeOfKey(`${kind} ${namespace}/${name}`, shards);
  return labelled(kind === 'HelmRelease' ? withChartShard(object, shards) : object, shard);
}

/**
 * The shard of what fetches in a namespace: one for all of them, because they name each other. Undefined in Flux's own
 * namespace, where the operator makes the cluster's own source, without a label.
 */
function fetchersShard(namespace: string, shards: Weights): string | undefined {
  return namespace === FLUX_SYSTEM ? undefined : placeOfKey(`sources ${namespace}`, shards);
}

function labelled(object: KubernetesObject, shard: string | undefined): KubernetesObject {
  if (shard === undefined) return object;
  const { metadata } = object;
  return { ...object, metadata: { ...metadata, labels: { [SHARD_LABEL]: shard, ...metadata.labels } } };
}

interface ReleaseSpec {
  readonly chart?: {
    readonly metadata?: { readonly labels?: Readonly<Record<string, string>> };
    readonly spec?: { readonly sourceRef?: { readonly namespace?: string } };
  };
}

/** A HelmRelease whose HelmChart, which the helm-controller makes, is in the shard of the chart's repository. */
function withChartShard(release: KubernetesObject, shards: Weights): KubernetesObject {
  const spec = release.spec as ReleaseSpec;
  const { chart } = spec;
  if (chart === undefined) return release;
  const shard = fetchersShard(chart.spec?.sourceRef?.namespace ?? release.metadata.namespace ?? '', shards);
  if (shard === undefined) return release;
  const metadata = { ...chart.metadata, labels: { [SHARD_LABEL]: shard, ...chart.metadata?.labels } };
  return { ...release, spec: { ...spec, chart: { ...chart, metadata } } };
}
