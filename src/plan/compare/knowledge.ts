import { firstNames } from '../../core/first-names';
import { NotEvaluated, Known } from '../objects/comparison';
import { sourceKey, Unit } from '../predict/unit';
import { Unknown } from '../predict/unknown';
import { Walk } from '../predict/walk';
import { FluxSource } from '../tree/flux-spec';
import { securePath } from '../tree/manifest-tree';
import type { Told } from './told';
import type { Reason, Unclear } from './unclear';

/** The reasons, as a noun and its plural. */
const NOUNS: Readonly<Record<Reason, readonly [string, string]>> = {
  chart: ['chart', 'charts'],
  components: ['file of Flux', 'files of Flux'],
  helm: ['chart of a list', 'charts of lists'],
  link: ['link that is not followed', 'links that are not followed'],
  path: ['path with an unknown variable', 'paths with unknown variables'],
  plugin: ['plugin', 'plugins'],
  remote: ['remote base', 'remote bases'],
  secret: ['encrypted or secret value', 'encrypted or secret values'],
  source: ['source of other contents', 'sources of other contents'],
  suspended: ['Kustomization that was suspended', 'Kustomizations that were suspended'],
  unread: ['file that no root reaches', 'files that no root reaches'],
  unsupported: ['feature that is not built', 'features that are not built'],
  variable: ['variable of the cluster', 'variables of the cluster'],
};

const NONE: readonly Unclear[] = [];

interface Entry {
  readonly whats: Set<string>;
  readonly clusters: Set<string>;
  readonly units: Set<string>;
  changed: boolean;
}

/** Collects what the trees do not tell about their Kustomizations, so that it is said once. */
export class Knowledge {
  private readonly entries = new Map<Reason, Entry>();
  private readonly units = new Set<string>();
  private readonly unclear = new Set<string>();

  /**
   * Collects what is not known of a cluster's Kustomizations.
   *
   * @param before its walk in the other tree
   * @param more what else is unclear about a Kustomization
   */
  public walk(walk: Walk, before: Walk | undefined, more: (unit: Unit) => readonly Unclear[]): void {
    for (const unit of walk.units.values()) {
      this.units.add(unit.key);
      const was = before?.units.get(unit.key);
      // Its unclear parts were collected with the other tree.
      if (was === unit && unit.build !== undefined) continue;
      for (const one of unclearOf(unit, walk, was, before)) this.add(one, unit);
      for (const one of more(unit)) this.add(one, unit);
    }
  }

  /** Collects what a walk that is not repeated told. */
  public take({ units, unclear }: Told): void {
    const all = units.map(({ host, target, name }) => ({ key: `${host}|${name}`, target }));
    for (const { key } of all) this.units.add(key);
    for (const { unit, reason, what } of unclear) this.add({ reason, what, changed: false }, all[unit]);
  }

  /** Adds what is unclear for no Kustomization of its own. */
  public add({ reason, what, changed }: Unclear, unit?: Pick<Unit, 'key' | 'target'>): void {
    const entry = this.entries.get(reason) ?? {
      whats: new Set(),
      clusters: new Set(),
      units: new Set(),
      changed: false,
    };
    this.entries.set(reason, entry);
    entry.whats.add(what);
    entry.changed ||= changed;
    if (!unit) return;
    entry.clusters.add(unit.target);
    entry.units.add(unit.key);
    // Flux's own manifests, and values that no object is known by, leave the objects known.
    if (reason !== 'components') this.unclear.add(unit.key);
  }

  /** How many Kustomizations there are, and of how many everything is known. */
  public get known(): Known {
    return { kustomizations: this.units.size, known: this.units.size - this.unclear.size };
  }

  /** All that is unclear, one entry for each reason. */
  public all(): NotEvaluated[] {
    return [...this.entries]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([reason, { whats, clusters, units, changed }]) => {
        const names = [...whats].sort();
        const [one, many] = NOUNS[reason];
        const listed = firstNames(names);
        const what = names.length === 1 ? `${one} ${listed}` : `${names.length} ${many} (${listed})`;
        return { reason, what, clusters: [...clusters].sort(), kustomizations: units.size, changed };
      });
  }
}

/**
 * Unclear parts of a Kustomization.
 *
 * @param was the same in the other tree, and its walk there
 */
export function unclearOf(unit: Unit, walk: Walk, was?: Unit, before?: Walk): readonly Unclear[] {
  if (unit.build === undefined) return [external(unit, walk, was, before)];
  if (was?.spec.suspend === true && !unit.spec.suspend) {
    // Objects applied before its suspension may be of any version of the tree.
    return [{ reason: 'suspended', what: `${unit.spec.namespace}/${unit.spec.name}`, changed: true }];
  }
  const { unknowns } = unit.build;
  const { kind, namespace, name } = unit.spec.source;
  // Its path is in the tree, and nothing tells whether its source takes the tree's files.
  const isUnread = kind === 'ExternalArtifact' && unit.recipe?.source?.copies === undefined;
  if (unit.isDangling || isUnread) {
    return [{ reason: 'source', what: `${kind} ${namespace}/${name}`, changed: false }];
  }
  if (unknowns.length === 0) return NONE;
  const others = new Set(was?.build?.unknowns.map(textOf));
  const isOther = was?.build !== undefined && was.build !== unit.build;
  return unknowns.map((one) => ({
    reason: one.kind,
    what: one.what,
    // Hidden content may depend on any file of the build; a variable's value does not.
    changed:
      before !== undefined &&
      one.kind !== 'components' &&
      (!others.has(textOf(one)) || (isOther && (one.hidesObjects || one.touchesAll) && one.kind !== 'remote')),
  }));
}

function external(unit: Unit, walk: Walk, was: Unit | undefined, before: Walk | undefined): Unclear {
  const { kind, namespace, name } = unit.spec.source;
  const [is, old] = [walk.sources.get(askedBy(unit)), was && before?.sources.get(askedBy(was))];
  const turns =
    was !== undefined &&
    (securePath(was.spec.path) !== securePath(unit.spec.path) || (is === undefined && askedBy(was) !== askedBy(unit)));
  // One under another name may have the same content.
  const isOther = () => is !== old && contentOf(is) !== contentOf(old);
  // One that is added is a change of its own.
  const changed = was !== undefined && (turns || was.build !== undefined || isOther());
  const what = `${kind} ${namespace}/${name}`;
  return { reason: /[\uE000\uE001]/.test(unit.spec.path) ? 'path' : 'source', what, changed };
}

/** Content of a source, whatever the spelling of its address. */
function contentOf(source: FluxSource | undefined): string {
  return JSON.stringify(source && { ...source, url: undefined });
}

/** The source that a Kustomization reads. */
function askedBy({ host, spec }: Unit): string {
  return sourceKey(host, spec.source);
}

function textOf(unknown: Unknown): string {
  return JSON.stringify(unknown);
}
