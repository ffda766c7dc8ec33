import { FieldSpec, NameReference } from '../data/field-specs';
import { Gvk } from '../data/gvk';
import { effectiveNamespace, isClusterScopedId, isSelected, ResourceId, showId } from '../resource/ids';
import { NOTES, Resource } from '../resource/resource';
import { Resources } from '../resource/resources';
import { BuildError, fieldOf, isMissingOrNull, isNodeMap, isScalar, Node, NodeMap, setKey, textOf } from '../yaml/node';
import { editField, hasField } from './fields';

/** A resource with the identities that references ask for. */
interface Candidate {
  readonly resource: Resource;
  readonly id: ResourceId;
  readonly previous: readonly ResourceId[];
  readonly namespace: string;
  readonly isClusterScoped: boolean;
}

/** Gives the fields that name other objects the names that those have in the end. */
export function fixNameReferences(resources: Resources, references: readonly NameReference[]): void {
  const candidates = resources.all.map((resource) => {
    const { id } = resource;
    const isClusterScoped = isClusterScopedId(id);
    return { resource, id, previous: resource.previousIds, namespace: effectiveNamespace(id), isClusterScoped };
  });
  if (!candidates.some(({ previous }) => previous.length > 0)) return;
  for (const candidate of candidates) new Referrer(candidate, candidates).fix(references);
}

class Referrer {
  private readonly reachable: readonly Candidate[];
  private readonly original: ResourceId;
  private readonly prefixes: readonly string[];
  private readonly suffixes: readonly string[];

  constructor(
    private readonly self: Candidate,
    candidates: readonly Candidate[],
  ) {
    const { resource } = self;
    const bound = bindingNamespaces(resource);
    this.reachable = self.isClusterScoped
      ? candidates
      : candidates.filter(
          (one) =>
            one.isClusterScoped ||
            one.namespace === self.namespace ||
            bound.has(textOf(fieldOf(one.resource.data.metadata, 'namespace'))),
        );
    this.original = resource.originalId;
    this.prefixes = resource.noted(NOTES.prefixes);
    this.suffixes = resource.noted(NOTES.suffixes);
  }

  public fix(references: readonly NameReference[]): void {
    const { resource } = this.self;
    for (const reference of references) {
      for (const spec of reference.fieldSpecs) {
        if (!isSelected(this.original, spec)) continue;
        const field = { path: spec.path, create: false };
        if (!hasField(resource.data, field)) continue;
        editField(resource.edit(), field, { set: (value) => this.refer(value, spec, reference) });
      }
    }
  }

  private refer(value: Node, spec: FieldSpec, target: Gvk): Node {
    if (isMissingOrNull(value)) return value;
    if (isScalar(value)) return this.referByName(value, spec, target);
    if (isNodeMap(value)) return this.referByMap(value, spec, target);
    return value.map((item) => {
      if (isMissingOrNull(item)) return item;
      if (Array.isArray(item)) throw new BuildError(`field ${spec.path} holds lists in a list`);
      return isScalar(item) ? this.referByName(item, spec, target) : this.referByMap(item, spec, target);
    });
  }

  private referByName(value: Node, spec: FieldSpec, target: Gvk): Node {
    const name = textOf(value);
    const referral = this.select(name, this.reachable, spec, target, false);
    return referral === undefined || referral.id.name === name ? value : referral.id.name;
  }

  private referByMap(map: NodeMap, spec: FieldSpec, target: Gvk): Node {
    const named = fieldOf(map, 'name');
    if (named === undefined) throw new BuildError(`field ${spec.path} of ${showId(this.self.id)} has no name in it`);
    const name = textOf(named);
    const referral = this.select(name, this.inNamespace(map), spec, target, true);
    if (referral === undefined) return map;
    const { id } = referral;
    if (id.name === name && id.namespace === '') return map;
    setKey(map, 'name', id.name);
    if (id.namespace !== '') setKey(map, 'namespace', id.namespace);
    return map;
  }

  private inNamespace(map: NodeMap): readonly Candidate[] {
    const given = fieldOf(map, 'namespace');
    if (given === undefined) return this.reachable;
    const namespace = textOf(given);
    const before = this.reachable.filter(({ previous, id }) => effectiveNamespace(previous[0] ?? id) === namespace);
    if (before.length > 0) return before;
    return this.reachable.filter((one) => !one.isClusterScoped && one.namespace === namespace);
  }

  private select(
    name: string,
    reachable: readonly Candidate[],
    spec: FieldSpec,
    target: Gvk,
    withNamespace: boolean,
  ): Candidate | undefined {
    const byRole = this.roleOf(spec);
    let found = reachable.filter(
      ({ previous }) =>
        previous.some((id) => id.name === name) &&
        previous.some((id) => isSelected(id, target)) &&
        (byRole === undefined || previous.some((id) => isSelected(id, byRole))),
    );
    if (!this.self.isClusterScoped) {
      found = found.filter(
        (one) => one.isClusterScoped || one.resource.kind === 'ServiceAccount' || one.namespace === this.self.namespace,
      );
    }
    if (found.length === 1) return found[0];
    found = found.filter(({ resource }) => this.sharesAffixes(resource, true));
    if (found.length > 1) found = found.filter(({ resource }) => this.sharesAffixes(resource, false));
    const [first, ...others] = found;
    if (first === undefined || others.length === 0) return first;
    const same = others.every(
      ({ id }) => id.name === first.id.name && (!withNamespace || id.namespace === first.id.namespace),
    );
    if (same) return first;
    throw new BuildError(
      `${showId(this.self.id)}: ${JSON.stringify(name)} may be ${found.map(({ id }) => showId(id)).join(' or ')}`,
    );
  }

  /** The kind that a role reference names. */
  private roleOf({ path }: FieldSpec): Gvk | undefined {
    if (!path.endsWith('roleRef/name')) return undefined;
    const { roleRef } = this.self.resource.data;
    const group = fieldOf(roleRef, 'apiGroup');
    const kind = fieldOf(roleRef, 'kind');
    return group === undefined || kind === undefined ? undefined : { group: textOf(group), kind: textOf(kind) };
  }

  private sharesAffixes(resource: Resource, allowEmpty: boolean): boolean {
    const prefixes = resource.noted(NOTES.prefixes);
    const suffixes = resource.noted(NOTES.suffixes);
    return shares(this.prefixes, prefixes, allowEmpty) && shares(this.suffixes, suffixes, allowEmpty);
  }
}

function shares(ones: readonly string[], others: readonly string[], allowEmpty: boolean): boolean {
  if (allowEmpty && (ones.length === 0 || others.length === 0)) return true;
  const length = Math.min(ones.length, others.length);
  if (length === 0) return ones.length === others.length;
  const end = (list: readonly string[]) => list.slice(list.length - length);
  return end(ones).every((one, at) => one === end(others)[at]);
}

/** The namespaces of the accounts that a role binding names. */
function bindingNamespaces(resource: Resource): Set<string> {
  const result = new Set<string>();
  const { subjects } = resource.data;
  if (resource.kind !== 'RoleBinding' || !Array.isArray(subjects)) return result;
  for (const subject of subjects) {
    const namespace = fieldOf(subject, 'namespace');
    if (namespace !== undefined && textOf(fieldOf(subject, 'kind')) === 'ServiceAccount') result.add(textOf(namespace));
  }
  return result;
}
