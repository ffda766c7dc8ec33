import { Unit } from '../predict/walk';
import { NotEvaluated } from './comparison';

/** Collects features that change the build of manifests and are not evaluated. */
export class NotEvaluatedCollector {
  private readonly found = new Map<string, { readonly clusters: Set<string>; changed: boolean }>();

  /**
   * @param changedPaths files that differ between the trees
   * @param changedFolders folders with such a file somewhere below them
   */
  constructor(
    private readonly changedPaths: ReadonlySet<string>,
    private readonly changedFolders: ReadonlySet<string>,
  ) {}

  /** Collects the features of a Kustomization. */
  public unit(cluster: string, { spec, build, object }: Unit): void {
    for (const what of build?.notEvaluated ?? []) {
      const list = / in (\S+?)(?:,|$)/.exec(what)?.[1];
      const folder = list?.replace(/\/?[^/]*$/, '');
      // Patches and generators may read any file of their folder.
      const changed = list !== undefined && (this.changedPaths.has(list) || this.changedFolders.has(folder!));
      this.add(what, cluster, changed && !what.includes('gotk-components.yaml'));
    }
    for (const field of build === undefined ? [] : spec.notEvaluated) {
      const changed = object !== undefined && this.changedPaths.has(object.file);
      this.add(`${field} of Kustomization ${spec.namespace}/${spec.name}`, cluster, changed);
    }
    if (spec.source.kind === 'ExternalArtifact') {
      this.add(`source ExternalArtifact ${spec.source.namespace}/${spec.source.name}`, cluster, false);
    }
  }

  /** All features that were found and some others, sorted. */
  public all(others: readonly string[]): NotEvaluated[] {
    const found = [...this.found].map(([what, { clusters, changed }]) => ({
      what,
      clusters: [...clusters].sort(),
      changed,
    }));
    return [...found, ...others.map((what) => ({ what, clusters: [], changed: false }))].sort((a, b) =>
      a.what < b.what ? -1 : 1,
    );
  }

  private add(what: string, cluster: string, changed: boolean): void {
    const entry = this.found.get(what) ?? { clusters: new Set<string>(), changed: false };
    entry.clusters.add(cluster);
    entry.changed ||= changed;
    this.found.set(what, entry);
  }
}
