import { hash } from 'node:crypto';
import { FluxContext } from '../../flux/context';
import { KubernetesObject } from '../../kubernetes/objects';
import { toYaml } from '../../units/yaml';
import { chartSource, sourceObject } from '../control';
import { ChartSpec, isInline, SourceSpec } from '../source';
import { ResolvedDelivery } from './resolve';

/** A delivery as a reader of sources. */
type Reader = Pick<ResolvedDelivery, 'fluxNamespace' | 'folder' | 'release'>;

/** Where the objects of shared sources are. */
interface SharedPlace {
  /** First part of their names: nobody else makes names that begin with it and a dot. */
  readonly owner: string;
  /** Namespace of the Flux objects. */
  readonly namespace: string;
  readonly flux: FluxContext;
}

/** Sources that several deliveries of one namespace read: each is one object, which Flux fetches once. */
export interface SharedSources {
  /** The source objects, by name. */
  readonly objects: readonly KubernetesObject[];
  /** Name of the shared object that a delivery reads; undefined for one with an object of its own, or without a source. */
  nameFor(reader: Reader): string | undefined;
}

/**
 * The sources that at least two of the deliveries have in common. Their names are made of what they fetch, so that they
 * do not depend on who reads them.
 */
export function sharedSources(readers: readonly Reader[], place: SharedPlace): SharedSources {
  const counts = new Map<string, { readonly source: SourceSpec | ChartSpec; count: number }>();
  for (const source of readers.map(sourceOf)) {
    if (source === undefined) continue;
    const key = sourceKey(source);
    const known = counts.get(key);
    if (known) known.count++;
    else counts.set(key, { source, count: 1 });
  }
  const shared = [...counts].filter(([, { count }]) => count > 1);
  const names = new Map(shared.map(([key, { source }]) => [key, sharedName(place.owner, key, urlOf(source))]));
  const objects = shared.map(([key, { source }]) => objectOf(source, names.get(key)!, place));
  return {
    objects: objects.sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1)),
    nameFor: (reader) => {
      const source = names.size > 0 ? sourceOf(reader) : undefined;
      return source && names.get(sourceKey(source));
    },
  };
}

/** Keys of sources, which many targets have in common. */
const keys = new WeakMap<SourceSpec | ChartSpec, string>();

/** Text that is the same for sources whose objects have the same kind and spec, and for no others. */
export function sourceKey(source: SourceSpec | ChartSpec): string {
  let key = keys.get(source);
  if (key === undefined) keys.set(source, (key = toYaml(fetched(source))));
  return key;
}

/** Name of a source object with several readers: `infrastructure.charts-example-com-0a1b2c3d`. */
export function sharedName(owner: string, key: string, url: string): string {
  const slug = url
    .replace(/^[a-z]+:\/\//, '')
    .replace(/\.git$/, '')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .toLowerCase()
    .slice(-40)
    .replace(/^-+|-+$/g, '');
  return `${owner}.${slug}-${hash('sha256', key).slice(0, 8)}`;
}

/** The source that is in the namespace of all; another namespace may have one reader only, and not be there yet. */
function sourceOf({ fluxNamespace, folder, release }: Reader): SourceSpec | ChartSpec | undefined {
  if (fluxNamespace !== undefined) return undefined;
  if (release === undefined) return folder?.source;
  return isInline(release.chart) ? undefined : release.chart;
}

function urlOf(source: SourceSpec | ChartSpec): string {
  return 'from' in source && source.from === 'git' ? source.source.url : (source as { readonly url: string }).url;
}

/** The part of a source that its object is made of: a chart's name and version are fields of the HelmRelease. */
function fetched(source: SourceSpec | ChartSpec): object {
  if (!('from' in source)) return source;
  if (source.from === 'git') return source.source;
  if (source.from === 'oci') return source;
  const { chart: _chart, version: _version, verify: _verify, build: _build, ...repository } = source;
  return repository;
}

function objectOf(source: SourceSpec | ChartSpec, name: string, { namespace, flux }: SharedPlace): KubernetesObject {
  return 'from' in source
    ? chartSource(source, { name, namespace }, flux)!
    : sourceObject(source, name, namespace, flux);
}
