import { compare } from '../core/order';
import { FluxVersion } from '../flux/version';
import { KubernetesObject } from '../kubernetes/objects';
import { Fact } from './facts';
import { fieldsIn } from './fields';
import { Kind, kindOf } from './kinds';
import { exceededCounts } from './object-counts';
import { ClusterObjects, ClusterRule, messagesOf, nameOf, ObjectContext, ObjectRule, PlacedFact, Row } from './rule';
import { CLUSTER_GROUPS, OBJECT_GROUPS } from './rules';
import { FENCE_KINDS, FENCED_KINDS } from './workloads';

/** A problem by one rule. */
export interface Judgement extends Pick<Row, 'id'> {
  readonly severity: 'error' | 'warning';
  /** The object's name, what is wrong, and after a colon what to do. */
  readonly message: string;
}

const byKind = new Map<Kind, readonly ObjectRule[]>();

/** The rules that one object of a kind decides. */
function rulesOf(kind: Kind): readonly ObjectRule[] {
  let rules = byKind.get(kind);
  if (rules === undefined) {
    const groups = OBJECT_GROUPS.filter(({ kinds }) => kinds.includes(kind));
    byKind.set(kind, (rules = groups.flatMap(({ load }) => load()).filter((rule) => rule.kind === kind)));
  }
  return rules;
}

const NONE: readonly Judgement[] = [];

/**
 * The problems of an object.
 *
 * @param isLocked whether the cluster's controllers are known to have the flags of Flux's lockdown
 */
export function judgeObject(object: KubernetesObject, flux: FluxVersion, isLocked: boolean): readonly Judgement[] {
  const kind = kindOf(object);
  const rules = kind && rulesOf(kind);
  if (rules === undefined || rules.length === 0) return NONE;
  const spec = fieldsIn(object['spec']);
  const context: ObjectContext = { flux, namespace: object.metadata?.namespace ?? '', object };
  let found: Judgement[] | undefined;
  for (const rule of rules) {
    // Most rules are about a field that most objects do not have.
    if (rule.field !== undefined && spec[rule.field] == null) continue;
    const severity = rule.underLockdown && !isLocked ? 'warning' : rule.severity;
    for (const message of messagesOf(rule, spec, context)) {
      (found ??= []).push({ id: rule.id, severity, message });
    }
  }
  return found ?? NONE;
}

/** The objects of one cluster, collected unit by unit. */
export class ClusterCollection {
  private readonly facts = new Map<Kind, PlacedFact[]>();
  /** Facts that matter only beside others: every tenant has them, and few have objects that they hold. */
  private readonly fences: PlacedFact[] = [];
  private readonly identities: Array<readonly string[]> = [];
  private counts?: ReadonlyMap<string, ReadonlyMap<string, number>>;
  private readonly lists: Array<{
    readonly facts: readonly Fact[];
    readonly place: Pick<PlacedFact, 'at' | 'directory'>;
  }> = [];

  constructor(private readonly cluster: string) {}

  /**
   * Adds the facts and the identities of a unit at its place.
   *
   * @param isList whether the unit lists the Kustomizations of other units, which are right by the way they are made
   */
  public add(
    facts: readonly Fact[],
    identities: readonly string[],
    place: Pick<PlacedFact, 'at' | 'directory'>,
    isList = false,
  ): void {
    this.identities.push(identities);
    if (isList) this.lists.push({ facts, place });
    else this.addFacts(facts, place);
  }

  private addFacts(facts: readonly Fact[], { at, directory }: Pick<PlacedFact, 'at' | 'directory'>): void {
    for (const fact of facts) {
      const { namespace = '', name } = fact.metadata;
      const placed: PlacedFact = { fact, at, directory, key: `${namespace}/${name}` };
      if (FENCE_KINDS.has(fact.kind)) {
        this.fences.push(placed);
        continue;
      }
      this.addFact(placed);
    }
  }

  private addFact(placed: PlacedFact): void {
    const { kind } = placed.fact;
    const list = this.facts.get(kind);
    if (list) list.push(placed);
    else this.facts.set(kind, [placed]);
  }

  /**
   * The problems of these objects, with the addresses of their units.
   *
   * @param isWhole whether nothing of the cluster is missing
   */
  public *judge(isWhole: boolean): Generator<Judgement & { readonly at: string }> {
    if (this.facts.size === 0 && this.fences.length === 0) return;
    if (this.needsLists()) for (const { facts, place } of this.lists) this.addFacts(facts, place);
    if (this.needsFences()) for (const fence of this.fences) this.addFact(fence);
    const objects = this.view();
    for (const { kinds, load } of CLUSTER_GROUPS) {
      if (!kinds.some((kind) => this.facts.has(kind))) continue;
      for (const rule of load()) yield* judgedBy(rule, objects, isWhole);
    }
  }

  /** The automations of the cluster, by the branch that each writes: no other cluster may have one for it. */
  public branchWriters(): ReadonlyMap<string, PlacedFact> {
    if (!this.facts.has('ImageUpdateAutomation')) return new Map();
    // Loaded with the first automation: most fleets have none.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { branchWriters } = require('./owners') as typeof import('./owners');
    return branchWriters(this.view());
  }

  /** Whether there is something that the fences hold: pods, or more objects of a kind than a quota counts. */
  private needsFences(): boolean {
    if (FENCED_KINDS.some((kind) => this.facts.has(kind))) return true;
    const counts = this.countsByNamespace();
    return this.fences.some(
      ({ fact }) =>
        fact.kind === 'ResourceQuota' && exceededCounts(fact, counts.get(fact.metadata.namespace ?? '')).length > 0,
    );
  }

  /** The number of objects of each kind in each namespace that has a quota. */
  private countsByNamespace(): ReadonlyMap<string, ReadonlyMap<string, number>> {
    if (this.counts !== undefined) return this.counts;
    const quotas = this.fences.filter(({ fact }) => fact.kind === 'ResourceQuota');
    const counts = new Map(quotas.map(({ fact }) => [fact.metadata.namespace ?? '', new Map<string, number>()]));
    for (const identities of this.identities) for (const identity of identities) count(identity, counts);
    return (this.counts = counts);
  }

  /**
   * Whether other objects can be wrong about what the lists have: if they use a source of these, or wait for it. The
   * lists are most of a large cluster's objects, and nothing else refers to them in most fleets.
   */
  private needsLists(): boolean {
    const others = (kind: Kind) => this.facts.get(kind) ?? [];
    if (others('CustomResource').length > 0 || others('Alert').length > 0) return true;
    const listed = new Set<string>();
    for (const { facts } of this.lists) {
      for (const { kind, metadata } of facts)
        if (kind !== 'Kustomization') listed.add(`${metadata.namespace}/${metadata.name}`);
    }
    const namespaces = new Set(Array.from(listed, (key) => key.split('/', 1)[0]!));
    for (const list of this.facts.values()) {
      for (const { fact } of list) {
        if (fact.kind !== 'Provider' && namespaces.has(fact.metadata.namespace ?? '')) return true;
        if (namespaces.has(String(fieldsIn(fact.spec['sourceRef'])['namespace']))) return true;
      }
    }
    return false;
  }

  private view(): ClusterObjects {
    // Of two objects, the order of their names decides which one is blamed, not that of the program's statements.
    for (const list of this.facts.values()) {
      list.sort((a, b) => compare(a.key, b.key) || compare(a.directory, b.directory));
    }
    const named = new Map<Kind, Map<string, PlacedFact>>();
    const namedOf = (kind: Kind) => {
      let index = named.get(kind);
      if (index === undefined) named.set(kind, (index = new Map(this.facts.get(kind)?.map((one) => [one.key, one]))));
      return index;
    };
    return {
      cluster: this.cluster,
      of: (kind) => this.facts.get(kind) ?? [],
      find: (kind, namespace, name) => namedOf(kind).get(`${namespace}/${name}`),
      has: (identity) => this.identities.some((some) => some.includes(identity)),
      countsIn: (namespace) => this.countsByNamespace().get(namespace) ?? new Map(),
    };
  }
}

/** Counts an object, given as `group/kind/namespace/name`, if its namespace counts. */
function count(identity: string, counts: ReadonlyMap<string, Map<string, number>>): void {
  const end = identity.indexOf('/', identity.indexOf('/') + 1);
  const own = counts.get(identity.slice(end + 1, identity.lastIndexOf('/')));
  if (own === undefined) return;
  const kind = identity.slice(0, end);
  own.set(kind, (own.get(kind) ?? 0) + 1);
}

function* judgedBy(
  rule: ClusterRule,
  objects: ClusterObjects,
  isWhole: boolean,
): Generator<Judgement & { readonly at: string }> {
  if (rule.needsAll === true && !isWhole) return;
  for (const { on, message } of rule.check(objects)) {
    const kind =
      on.fact.kind === 'CustomResource' || on.fact.kind === 'CustomVersion'
        ? String(on.fact.spec['kind'])
        : on.fact.kind;
    const named = nameOf({ kind, metadata: on.fact.metadata });
    yield { id: rule.id, severity: rule.severity, at: on.at, message: `${named}: ${message}` };
  }
}
