import { apiGroup, JsonObject, KubernetesObject } from '../../kubernetes/objects';
import { canonical } from '../diff/field-diff';
import { formatObject, ObjectChange, ObjectName } from '../objects/comparison';
import { ObjectDiffer } from '../objects/object-diff';
import { OwnedObject, Side } from '../predict/ownership-pair';
import { Prediction } from '../predict/prediction';
import { sourceKey } from '../predict/unit';
import { inlineRepository, isFluxKustomization, SOURCE_KINDS } from '../tree/flux-spec';
import { mapAt, textAt } from '../tree/parse-manifests';
import { SourceKey } from '../tree/source-key';

const HELM = 'helm.toolkit.fluxcd.io';
const SOURCE = 'source.toolkit.fluxcd.io';

/** The fields of HelmReleases and Kustomizations that name their source. */
const REFERENCE = /^spec\.(?:chart\.spec\.sourceRef|chartRef|sourceRef)\.name$/;

/**
 * Marks sources that go while another one of their namespace fetches the same, and drops what is no risk then. Their
 * readers are pointed at the other one by the same commit, and a Kustomization prunes after it has applied
 * (kustomize-controller 1.9, internal/controller/kustomization_controller.go: `reconcile` calls `apply` before `prune`);
 * a reader that meets its old source gone applies, uninstalls and prunes nothing until it reads its new reference.
 */
export function withEqualSources(
  changes: readonly ObjectChange[],
  prediction: Prediction,
  differ: ObjectDiffer,
): ObjectChange[] {
  if (!changes.some((change) => goes(change) || turns(change) || turnsInline(change))) return [...changes];
  const before = new Sources(differ, prediction.old.values(), prediction.stableObjects().values());
  const after = new Sources(differ, prediction.next.values(), prediction.stableObjects().values());
  const readers = new Readers(prediction);
  const inline = new InlineSources(prediction, differ);
  const releases = new ReleaseReaders(prediction, differ);
  return changes.map((change) => {
    const { cluster, object, risks } = change;
    if (goes(change)) {
      const holder = inline.holderOf(cluster, object);
      if (holder !== undefined) {
        const reason = `HelmRelease ${object.namespace}/${holder} fetches the same by itself`;
        return { ...change, servedBy: holder, reason, risks: [] };
      }
      const other = after.equalTo(before.formOf(cluster, object));
      const isOurs = before.holds(cluster, object) || readers.left(cluster, object, after);
      const successor = other === undefined && isOurs ? readers.of(cluster, object) : undefined;
      if (successor !== undefined) {
        const reason = `no Kustomization reads it any more, and ${successor} has the same files`;
        return { ...change, servedBy: successor, reason, risks: [] };
      }
      if (other === undefined) {
        const heir = releases.heirOf(cluster, object);
        if (heir === undefined) return change;
        return { ...change, servedBy: heir, reason: 'no HelmRelease reads it any more', risks: [] };
      }
      return {
        ...change,
        servedBy: other,
        reason: `${formatObject({ ...object, name: other })} fetches the same`,
        risks: [],
      };
    }
    if (inline.isSame(change)) return { ...change, risks: risks.filter(({ message }) => !MOVES.test(message)) };
    if (!turns(change)) return change;
    const { from, to } = change.fields[0]!;
    const isSame = SOURCE_KINDS.some((kind) => {
      const form = before.formOf(cluster, { ...object, kind, name: textOf(from) });
      return form !== undefined && form === after.formOf(cluster, { ...object, kind, name: textOf(to) });
    });
    return isSame ? { ...change, risks: risks.filter((one) => !OF_SOURCE.has(one.class)) } : change;
  });
}

/** The risk of a HelmRelease that gets its chart from another place. */
const MOVES = /moves to another version/;

/** Risks that another source has. */
const OF_SOURCE: ReadonlySet<string> = new Set(['deletion', 'version']);

/** The name in a field, which is redacted where it may be secret. */
function textOf(name: unknown): string {
  return typeof name === 'string' ? name : '';
}

/** Whether a source goes. */
function goes({ action, object }: ObjectChange): boolean {
  return action === 'removed' && isSource(object);
}

/** Whether an object gets another source, and nothing else changes. */
function turns({ action, object, fields }: ObjectChange): boolean {
  const isReader = object.kind === 'HelmRelease' || isFluxKustomization(object);
  return isReader && action === 'changed' && fields.length === 1 && REFERENCE.test(fields[0]!.path);
}

/** Whether a HelmRelease begins or ends to say by itself where its chart is. */
function turnsInline({ action, object, fields }: ObjectChange): boolean {
  return object.kind === 'HelmRelease' && action === 'changed' && fields.some(({ path }) => path === 'spec.chartRef');
}

function isSource({ group, kind }: Pick<ObjectName, 'group' | 'kind'>): boolean {
  return group === SOURCE && SOURCE_KINDS.includes(kind);
}

/** The sources that Kustomizations of the new tree read. */
class Readers {
  private readonly read = new Set<string>();
  private readonly names = new Map<string, string>();
  /** New sources of Kustomizations that read another one of the same tree before, by that one. */
  private readonly turned = new Map<string, { readonly host: string; readonly source: SourceKey }>();

  constructor({ newUnits, oldUnits }: Prediction) {
    for (const { key, host, spec, recipe } of newUnits.values()) {
      const { namespace, name } = spec.source;
      this.read.add(sourceKey(host, spec.source));
      this.names.set(`${host}|${namespace}`, name);
      const old = oldUnits.get(key);
      if (recipe && old?.recipe) this.turned.set(sourceKey(host, old.spec.source), { host, source: spec.source });
    }
  }

  /** Whether Kustomizations have left a source for one that says that it holds a folder of the same repository. */
  public left(cluster: string, object: ObjectName, after: Sources): boolean {
    const to = this.turned.get(sourceKey(cluster, object));
    return to !== undefined && after.holds(to.host, { group: '', ...to.source });
  }

  /** Name of a source that Kustomizations of its namespace read instead; undefined while one reads this, or there is none. */
  public of(cluster: string, object: ObjectName): string | undefined {
    return this.read.has(sourceKey(cluster, object)) ? undefined : this.names.get(`${cluster}|${object.namespace}`);
  }
}

/**
 * Repositories of charts that HelmReleases leave for charts of other objects: each change of a release tells what it does,
 * and a repository that nobody reads holds nothing.
 */
class ReleaseReaders {
  private readonly read = new Map<Side, ReadonlyMap<string, readonly string[]>>();

  constructor(
    private readonly prediction: Prediction,
    private readonly differ: ObjectDiffer,
  ) {}

  /** A release that has read a HelmRepository which none reads any more, while all that did are still there. */
  public heirOf(cluster: string, { kind, namespace, name }: ObjectName): string | undefined {
    if (kind !== 'HelmRepository') return undefined;
    const key = `${cluster}|${kind}/${namespace}/${name}`;
    const [before, after] = [this.readers('old'), this.readers('next')];
    const had = before.get(key) ?? [];
    const stay = had.every((release) => {
      const [owned] = this.prediction.ownersOf('next', release);
      // Another repository of this kind may lack the chart.
      const body = owned && this.differ.body(owned.object);
      return body !== undefined && (mapAt(body, 'spec').chartRef !== undefined || inlineRepository(body) !== undefined);
    });
    return had.length > 0 && stay && !after.has(key) ? had[0]!.slice(had[0]!.lastIndexOf('/') + 1) : undefined;
  }

  /** The keys of HelmReleases and HelmCharts by the sources of their charts. */
  private readers(side: Side): ReadonlyMap<string, readonly string[]> {
    const known = this.read.get(side);
    if (known !== undefined) return known;
    const found = new Map<string, string[]>();
    for (const owners of [this.prediction[side], this.prediction.stableObjects()]) {
      for (const [key, [owned]] of owners) {
        const { header, namespace } = owned!.object;
        const isReader = header.kind === 'HelmRelease' || header.kind === 'HelmChart';
        if (!isReader) continue;
        const body = this.differ.body(owned!.object);
        const ref = mapAt(
          body,
          'spec',
          ...(header.kind === 'HelmChart' ? ['sourceRef'] : ['chart', 'spec', 'sourceRef']),
        );
        const source = `${owned!.unit.target}|${textAt(ref, 'kind')}/${textAt(ref, 'namespace') ?? namespace}/${textAt(ref, 'name')}`;
        found.set(source, [...(found.get(source) ?? []), key]);
      }
    }
    this.read.set(side, found);
    return found;
  }
}

/** The sources of one tree, by what they fetch. */
class Sources {
  private readonly forms = new Map<string, string>();
  private readonly names = new Map<string, string>();
  private readonly holding = new Set<string>();

  constructor(differ: ObjectDiffer, ...all: Array<Iterable<readonly OwnedObject[]>>) {
    for (const [owned] of all.flatMap((one) => [...one])) {
      const { object, unit } = owned!;
      if (!isSource({ group: apiGroup(object.header.apiVersion), kind: object.header.kind })) continue;
      const { name, namespace } = object;
      const spot = `${unit.target}|${object.header.kind}/${namespace}`;
      const form = `${spot} ${differ.form(object)}`;
      this.forms.set(`${spot}/${name}`, form);
      this.names.set(form, name);
      if (object.header.source?.holds) this.holding.add(`${spot}/${name}`);
    }
  }

  /** Whether a source says that it holds a folder of the repository. */
  public holds(cluster: string, { kind, namespace, name }: ObjectName): boolean {
    return this.holding.has(`${cluster}|${kind}/${namespace}/${name}`);
  }

  /** Content and place of a source; undefined if the tree has none of this name. */
  public formOf(cluster: string, { kind, namespace, name }: ObjectName): string | undefined {
    return this.forms.get(`${cluster}|${kind}/${namespace}/${name}`);
  }

  /** Name of a source that fetches the same. */
  public equalTo(form: string | undefined): string | undefined {
    return form === undefined ? undefined : this.names.get(form);
  }
}

/** Charts that HelmReleases fetch inline in one tree, and from a source in the other. */
class InlineSources {
  private holders: ReadonlyMap<string, string> | undefined;

  constructor(
    private readonly prediction: Prediction,
    private readonly differ: ObjectDiffer,
  ) {}

  /** Name of a HelmRelease that has read a source which goes, and fetches the same by itself now, in whatever version. */
  public holderOf(cluster: string, { kind, namespace, name }: ObjectName): string | undefined {
    if (kind !== 'OCIRepository') return undefined;
    this.holders ??= this.allHolders();
    return this.holders.get(`${cluster}|${SOURCE}/OCIRepository/${namespace}/${name}`);
  }

  /** Whether a HelmRelease that begins or ends to fetch by itself fetches the same version of the same. */
  public isSame(change: ObjectChange): boolean {
    if (!turnsInline(change)) return false;
    const { cluster, object } = change;
    const key = `${cluster}|${HELM}/HelmRelease/${object.namespace}/${object.name}`;
    const [was, is] = [this.fetched('old', key), this.fetched('next', key)];
    return was !== undefined && is !== undefined && was.what === is.what && was.version === is.version;
  }

  private allHolders(): Map<string, string> {
    const found = new Map<string, string>();
    for (const key of this.prediction.next.keys()) {
      if (!key.includes(`|${HELM}/HelmRelease/`)) continue;
      const [was, is] = [this.fetched('old', key), this.fetched('next', key)];
      if (was?.source === undefined || is === undefined || is.source !== undefined || was.what !== is.what) continue;
      found.set(was.source, key.slice(key.lastIndexOf('/') + 1));
    }
    return found;
  }

  /** The OCI content that a HelmRelease fetches, its version, and the key of the source that it is in. */
  private fetched(side: 'next' | 'old', key: string) {
    const release = this.body(side, key);
    if (release === undefined) return undefined;
    const inline = inlineRepository(release);
    if (inline) return { ...form(inline), source: undefined };
    const ref = mapAt(release, 'spec', 'chartRef');
    if (ref.kind !== 'OCIRepository') return undefined;
    const cluster = key.slice(0, key.indexOf('|'));
    const namespace = textAt(ref, 'namespace') ?? release.metadata.namespace ?? '';
    const source = `${cluster}|${SOURCE}/OCIRepository/${namespace}/${textAt(ref, 'name') ?? ''}`;
    const repository = this.body(side, source);
    return repository && { ...form(mapAt(repository, 'spec')), source };
  }

  private body(side: 'next' | 'old', key: string): KubernetesObject | undefined {
    const [owned] = this.prediction.ownersOf(side, key);
    return owned && this.differ.body(owned.object);
  }
}

/** Content and version of an OCIRepository: how often it looks is neither. */
function form({ interval: _interval, timeout: _timeout, ref, ...spec }: JsonObject) {
  return { what: canonical(spec), version: canonical(ref) };
}
