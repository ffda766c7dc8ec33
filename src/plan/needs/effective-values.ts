import { createHash } from 'node:crypto';
import { defined } from '../../core/defined';
import { JsonObject, JsonValue, KubernetesObject } from '../../kubernetes/objects';
import { merged } from '../charts/release-request';
import { rawDiff } from '../diff/field-diff';
import { ObjectChange, STAYS } from '../objects/comparison';
import type { ObjectDiffer } from '../objects/object-diff';
import type { Side } from '../predict/ownership-pair';
import { Risk } from '../risk/risk';
import { amountsLowered } from '../risk/risk-amounts';
import { releaseRisks } from '../risk/risk-helm';
import { ManifestIndex } from '../tree/manifest-index';
import { isMap, listAt, parseYaml, textAt, valueAt } from '../tree/parse-manifests';
import { Bodies } from './bodies';

const RELEASE = 'helm.toolkit.fluxcd.io/HelmRelease';

/**
 * The risks of releases by the values that Helm gets: those of ConfigMaps in the tree with the release's own over them. A
 * value that only moves between the two is no change, and one that changes in a ConfigMap is one of the release.
 */
export class EffectiveValues {
  private readonly readers = new Map<string, ReadonlyMap<string, readonly KubernetesObject[]>>();

  constructor(
    private readonly index: ManifestIndex,
    private readonly differ: ObjectDiffer,
    private readonly all: Bodies,
  ) {}

  /** The risks of a change that are left of those given, and those that the values bring. */
  public with(change: ObjectChange, risks: readonly Risk[]): readonly Risk[] {
    const { object, action, effect, cluster } = change;
    if (action === 'removed' || STAYS.has(effect)) return risks;
    const kind = `${object.group}/${object.kind}`;
    if (kind === RELEASE && action === 'changed') return this.ofRelease(change, risks);
    if ((kind !== '/ConfigMap' && kind !== '/Secret') || action !== 'changed') return risks;
    const key = `${object.kind} ${object.namespace}/${object.name}`;
    const found = (this.readersOn(cluster).get(key) ?? []).flatMap((next) => {
      const old = this.all.at(`${cluster}|${RELEASE}/${next.metadata.namespace ?? ''}/${next.metadata.name}`, 'old');
      // A release that changes itself tells of its values.
      if (old === undefined || rawDiff(old, next).length > 0 || valueAt(next, 'spec', 'suspend') === true) return [];
      return risksOf(this.effective(cluster, 'old', old), this.effective(cluster, 'next', next));
    });
    return [...risks, ...found];
  }

  private ofRelease(change: ObjectChange, risks: readonly Risk[]): readonly Risk[] {
    const [old, next] = [this.all.of(change, 'old'), this.all.of(change, 'next')];
    if (!old || !next || listAt(old, 'spec', 'valuesFrom').length + listAt(next, 'spec', 'valuesFrom').length === 0)
      return risks;
    const told = new Set(risksOf(old, next).map(({ message }) => message));
    const real = risksOf(this.effective(change.cluster, 'old', old), this.effective(change.cluster, 'next', next));
    return [...risks.filter(({ message }) => !told.has(message)), ...real];
  }

  /** A release with the values of the ConfigMaps that the tree has among its own. */
  private effective(cluster: string, side: Side, release: KubernetesObject): KubernetesObject {
    let values: JsonObject = {};
    const list: Array<{ readonly from: JsonValue; readonly isKnown: boolean }> = [];
    for (const from of listAt(release, 'spec', 'valuesFrom')) {
      const read = this.read(cluster, side, release.metadata.namespace ?? '', from);
      if (read !== undefined) values = merged(values, read);
      list.push({ from: read ?? from, isKnown: read !== undefined });
    }
    // Values that nobody knows replace those before them: their order counts up to the last of these.
    const others = list.slice(0, list.findLastIndex(({ isKnown }) => !isKnown) + 1).map(({ from }) => from);
    const hidden = this.hidden(cluster, side, release);
    const own = valueAt(release, 'spec', 'values');
    const { valuesFrom: _from, ...spec } = release.spec as JsonObject;
    return {
      ...release,
      spec: {
        ...spec,
        ...defined({ valuesFrom: others.length > 0 ? others : undefined }),
        values: { ...(isMap(own) ? merged(values, own) : values), ...hidden },
      },
    };
  }

  /** Stand-ins for the values of Secrets in the tree, which nothing shows: they tell only whether these are others. */
  private hidden(cluster: string, side: Side, release: KubernetesObject): JsonObject {
    const texts = listAt(release, 'spec', 'valuesFrom').flatMap((from) => {
      const name = textAt(from, 'name') ?? '';
      const secret =
        textAt(from, 'kind') === 'Secret' &&
        this.all.at(`${cluster}|/Secret/${release.metadata.namespace ?? ''}/${name}`, side);
      if (!secret) return [];
      const key = textAt(from, 'valuesKey') ?? 'values.yaml';
      const held = textAt(secret, 'stringData', key) ?? decoded(textAt(secret, 'data', key));
      const hash = createHash('sha256')
        .update(held ?? '')
        .digest('hex');
      return [[`Secret ${name} ${key}`, hash] as const];
    });
    return Object.fromEntries(texts);
  }

  /** The values of a reference; undefined where the tree does not tell them. */
  private read(cluster: string, side: Side, namespace: string, from: JsonValue): JsonObject | undefined {
    if (textAt(from, 'kind') !== 'ConfigMap') return undefined;
    const held = this.all.at(`${cluster}|/ConfigMap/${namespace}/${textAt(from, 'name') ?? ''}`, side);
    const text = textAt(held, 'data', textAt(from, 'valuesKey') ?? 'values.yaml');
    if (text === undefined) return undefined;
    const path = textAt(from, 'targetPath');
    if (path !== undefined) return /^[\w-]+(?:\.[\w-]+)*$/.test(path) ? at(path.split('.'), plain(text)) : undefined;
    const parsed = parseYaml(text);
    const [values = {}] = parsed.error === undefined ? parsed.value : [];
    return parsed.error === undefined && isMap(values) ? values : undefined;
  }

  /** The releases of a cluster by the ConfigMaps and Secrets that they take values from. */
  private readersOn(cluster: string): ReadonlyMap<string, readonly KubernetesObject[]> {
    const known = this.readers.get(cluster);
    if (known !== undefined) return known;
    const found = new Map<string, KubernetesObject[]>();
    for (const one of this.all.on(cluster)) {
      const { header } = one;
      if (header.kind !== 'HelmRelease' || !this.index.text(header.content).includes('valuesFrom')) continue;
      const body = this.differ.body(one);
      for (const from of listAt(body, 'spec', 'valuesFrom')) {
        const key = `${textAt(from, 'kind') ?? ''} ${one.namespace}/${textAt(from, 'name') ?? ''}`;
        found.set(key, [...(found.get(key) ?? []), body]);
      }
    }
    this.readers.set(cluster, found);
    return found;
  }
}

/** A value of its own as Helm reads it in a list of `--set`. */
function plain(text: string): JsonValue {
  if (text === 'true' || text === 'false') return text === 'true';
  return /^-?\d+$/.test(text) ? Number(text) : text;
}

function at([key, ...rest]: readonly string[], value: JsonValue): JsonObject {
  return { [key!]: rest.length === 0 ? value : at(rest, value) };
}

/** A value of a Secret's `data`; what SOPS has encrypted is no base64, and stays as it is. */
function decoded(text: string | undefined): string | undefined {
  return text === undefined || text.startsWith('ENC[') ? text : Buffer.from(text, 'base64').toString();
}

/** Risks of a change of a release, and of amounts that its values lower. */
function risksOf(old: KubernetesObject, next: KubernetesObject): Risk[] {
  const changes = rawDiff(old, next);
  return [...releaseRisks(old, next, changes), ...amountsLowered(next, changes)];
}
