import { hash } from 'node:crypto';
import { FleetError } from '../../core/problem';
import { DataKeys } from '../../units/data-key';
import { PlacedUnit } from '../../units/placed-unit';
import { FORGET } from '../../units/recalled-unit';
import { RenderedUnit } from '../../units/unit';
import { UnitCache } from '../../units/unit-cache';
import { ClusterRecord, UnitMemory } from '../../units/unit-record';
import { FleetGround, ResolvedCluster } from '../resolve/resolved-fleet';
import { renderCluster } from './cluster';

/** A unit of a cluster that an earlier run has rendered and checked. */
export interface KnownUnit {
  readonly directory: string;
  readonly unit: RenderedUnit;
}

/** A cluster's folder, and the remote clusters in it. */
export interface ClusterGroup {
  readonly cluster: ResolvedCluster;
  readonly remotes: readonly ResolvedCluster[];
}

/**
 * Clusters that an earlier run has rendered and checked as a whole: rendering is a pure function of what is hashed here,
 * and rules look at one cluster at a time.
 */
export class KnownClusters {
  private readonly keys = new DataKeys();
  private readonly ground: string;

  constructor(
    private readonly fleet: FleetGround,
    private readonly cache: UnitCache,
    private readonly memory: UnitMemory,
  ) {
    const { name, path, source, marksSources, defaults } = fleet;
    this.ground = JSON.stringify([name, path, source, marksSources, defaults]);
  }

  /** The key of a cluster's folder; undefined where a configuration has values that are no data. */
  public keyOf({ cluster, remotes }: ClusterGroup): string | undefined {
    try {
      const texts = [cluster, ...remotes].map((one) => this.textOf(one));
      return hash('sha256', [this.ground, ...texts].join('\n'), 'base64');
    } catch {
      return undefined;
    }
  }

  /** The units of a cluster's folder, and its record; undefined where they have to be rendered. */
  public recall(
    key: string,
    group: ClusterGroup,
  ): { readonly units: readonly KnownUnit[]; readonly record: ClusterRecord } | undefined {
    const record = this.memory.recallCluster?.(key);
    if (record?.keys.some((one) => this.memory.recall(one) === undefined) !== false) return undefined;
    const { name } = group.cluster;
    let rendered: ReadonlyMap<string, RenderedUnit> | undefined;
    const units = record.keys.map((one, index) => {
      const directory = pathOf(name, record.directories[index]!);
      const files = () => {
        const made = (rendered ??= this.render(group)).get(directory);
        // The record is told to be of the same data.
        if (made === undefined) throw new FleetError([{ id: 'stale-cache', at: name, message: STALE }]);
        return made.files;
      };
      return { directory, unit: this.cache.recalled(one, name, files)! };
    });
    return { units, record };
  }

  /**
   * Keeps a cluster without findings, if each of its units has a record.
   *
   * @returns its record
   */
  public keep(key: string, { cluster }: ClusterGroup, placed: readonly PlacedUnit[]): ClusterRecord | undefined {
    if (this.memory.keepCluster === undefined) return undefined;
    const folder = pathOf(cluster.name, '');
    const keys: string[] = [];
    for (const { unit } of placed) {
      // Rules about several clusters read these.
      if (unit.key === undefined || unit.facts.some(({ kind }) => kind === 'ImageUpdateAutomation')) return undefined;
      keys.push(unit.key);
    }
    const record = { directories: placed.map(({ directory }) => directory.slice(folder.length + 1)), keys };
    this.memory.keepCluster(key, record);
    return record;
  }

  private render({ cluster, remotes }: ClusterGroup): ReadonlyMap<string, RenderedUnit> {
    const cache = new UnitCache(
      () => true,
      () => undefined,
    );
    return new Map(
      renderCluster(this.fleet, cluster, remotes, cache).map(({ directory, unit }) => [directory, unit] as const),
    );
  }

  /** Tenants are large, and shared between clusters that have the same: each is hashed once. */
  private textOf({ environments, ...cluster }: ResolvedCluster): string {
    const parts = environments.map(({ tenants, ...environment }) =>
      [JSON.stringify(environment), ...tenants.map((tenant) => this.keys.of(tenant))].join('\n'),
    );
    return [JSON.stringify(cluster), ...parts].join('\n');
  }
}

const STALE = `renders to other folders than an earlier run made of the same: ${FORGET}`;

function pathOf(cluster: string, directory: string): string {
  return directory === '' ? `clusters/${cluster}` : `clusters/${cluster}/${directory}`;
}
