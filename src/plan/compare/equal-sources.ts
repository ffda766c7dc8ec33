import { apiGroup } from '../../kubernetes/objects';
import { formatObject, ObjectChange, ObjectName } from '../objects/comparison';
import { ObjectDiffer } from '../objects/object-diff';
import { OwnedObject } from '../predict/ownership-pair';
import { Prediction } from '../predict/prediction';
import { sourceKey } from '../predict/unit';
import { isFluxKustomization, SOURCE_KINDS } from '../tree/flux-spec';
import { SourceKey } from '../tree/source-key';

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
  if (!changes.some((change) => goes(change) || turns(change))) return [...changes];
  const before = new Sources(differ, prediction.old.values(), prediction.stableObjects().values());
  const after = new Sources(differ, prediction.next.values(), prediction.stableObjects().values());
  const readers = new Readers(prediction);
  return changes.map((change) => {
    const { cluster, object, risks } = change;
    if (goes(change)) {
      const other = after.equalTo(before.formOf(cluster, object));
      const isOurs = before.holds(cluster, object) || readers.left(cluster, object, after);
      const successor = other === undefined && isOurs ? readers.of(cluster, object) : undefined;
      if (successor !== undefined) {
        const reason = `no Kustomization reads it any more, and ${successor} has the same files`;
        return { ...change, servedBy: successor, reason, risks: [] };
      }
      if (other === undefined) return change;
      return {
        ...change,
        servedBy: other,
        reason: `${formatObject({ ...object, name: other })} fetches the same`,
        risks: [],
      };
    }
    if (!turns(change)) return change;
    const { from, to } = change.fields[0]!;
    const isSame = SOURCE_KINDS.some((kind) => {
      const form = before.formOf(cluster, { ...object, kind, name: textOf(from) });
      return form !== undefined && form === after.formOf(cluster, { ...object, kind, name: textOf(to) });
    });
    return isSame ? { ...change, risks: risks.filter((one) => !OF_SOURCE.has(one.class)) } : change;
  });
}

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

function isSource({ group, kind }: Pick<ObjectName, 'group' | 'kind'>): boolean {
  return group === 'source.toolkit.fluxcd.io' && SOURCE_KINDS.includes(kind);
}

/** The sources that Kustomizations of the new tree read. */
class Readers {
  private readonly read = new Set<string>();
  private readonly names = new Map<string, string>();
  /** What Kustomizations read now that read another source of the same tree before, by that one. */
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

  /** What a source fetches, and where it is; undefined if the tree has none of this name. */
  public formOf(cluster: string, { kind, namespace, name }: ObjectName): string | undefined {
    return this.forms.get(`${cluster}|${kind}/${namespace}/${name}`);
  }

  /** Name of a source that fetches the same. */
  public equalTo(form: string | undefined): string | undefined {
    return form === undefined ? undefined : this.names.get(form);
  }
}
