import { compare } from '../../core/order';
import { ResolvedFolder, sourcesOfFolder } from '../../features/delivery';
import { ChartSpec, SourceSpec } from '../../features/source';
import { ResolvedFleet } from '../resolve/resolved-fleet';
import { ListedSource } from './model';

/** An element delivered from somewhere. */
interface Delivered {
  readonly folder?: Pick<ResolvedFolder, 'artifact' | 'source'>;
  readonly release?: { readonly chart: ChartSpec };
}

/** The part read of a source: `branch main`. */
export function refOf({ ref }: SourceSpec): string {
  const [[kind, value] = ['tag', 'latest']] = Object.entries(ref).filter(([, one]) => one !== undefined);
  return `${kind} ${value}`;
}

/** Every repository, artifact and chart of the fleet, with what uses it. */
export function listedSources({ name, source, clusters }: ResolvedFleet): ListedSource[] {
  const found = new Map<string, { readonly listed: Omit<ListedSource, 'usedBy'>; readonly usedBy: Set<string> }>();
  const add = (listed: Omit<ListedSource, 'usedBy'> | undefined, user: string) => {
    if (listed === undefined) return;
    const key = JSON.stringify([listed.kind, listed.url, listed.ref]);
    if (!found.has(key)) found.set(key, { listed, usedBy: new Set() });
    found.get(key)!.usedBy.add(user);
  };
  const addDelivered = ({ folder, release }: Delivered, user: string) => {
    for (const one of sourcesOfFolder(folder)) add(sourceOf(one), user);
    add(release && chartOf(release.chart), user);
  };
  add(sourceOf(source), `fleet ${name}`);
  for (const cluster of clusters) {
    if (cluster.source) add(sourceOf(cluster.source), `cluster ${cluster.name}`);
    for (const component of cluster.components) addDelivered(component, `component ${component.name}`);
    for (const environment of cluster.environments) {
      add(sourceOf(environment.source), `environment ${environment.name}`);
      for (const component of environment.components) addDelivered(component, `component ${component.name}`);
      for (const tenant of environment.tenants) {
        for (const { source: own, apps } of tenant.spaces) {
          add(own && sourceOf(own), `tenant ${tenant.name}`);
          for (const app of apps) addDelivered(app, `app ${tenant.name}/${app.name}`);
        }
      }
    }
  }
  return Array.from(found.values(), ({ listed, usedBy }) => ({ ...listed, usedBy: [...usedBy].sort(compare) })).sort(
    (a, b) => compare(a.url, b.url) || compare(a.ref, b.ref),
  );
}

function sourceOf(source: SourceSpec): Omit<ListedSource, 'usedBy'> {
  return { kind: source.kind, url: source.url, ref: refOf(source) };
}

function chartOf(chart: ChartSpec): Omit<ListedSource, 'usedBy'> {
  if (chart.from === 'git') return sourceOf(chart.source);
  const url = chart.from === 'oci' ? chart.url : `${chart.url.replace(/\/+$/, '')}/${chart.chart}`;
  return { kind: chart.from === 'oci' ? 'OCI chart' : 'Helm chart', url, ref: `version ${chart.version}` };
}
