import { apiGroup, JsonValue, KubernetesObject } from '../../kubernetes/objects';
import { RawChange } from '../diff/field-diff';
import { isMap } from '../tree/parse-manifests';
import { FIELD_RULES, FieldRule, Leaf } from './custom-field-rules';
import { isClaim } from './held-by-fields';
import { Risk, risk } from './risk';
import { withoutLogin } from './risk-workload';

/** Kinds that only look at others: what they let through harms nobody. */
const MONITOR = /\/(?:\w*Monitor|Probe|ScrapeConfig)$/;

/** Risks of fields that operators call alike. */
export function fieldsOfCustom(next: KubernetesObject, changes: readonly RawChange[]): Risk[] {
  const kind = `${apiGroup(next.apiVersion)}/${next.kind}`;
  const rules = FIELD_RULES.filter(({ of = /(?:)/ }) => of.test(kind));
  const what = `${next.kind} ${next.metadata.name}`;
  const inSpec = changes.filter(({ path, change }) => path.startsWith('spec.') && change !== 'reordered');
  const leaves = inSpec.flatMap((one) => leavesOf(one.path.slice('spec.'.length), one.from, one.to));
  const lost = partsLost(what, leaves);
  // The fields of a part that goes, go with it.
  const told = leaves.filter(({ path }) => !lost.some((one) => isBelow(path, one.path)));
  return [
    ...byRules(rules, told, next).map((one) => (MONITOR.test(kind) ? { ...one, severity: 'low' as const } : one)),
    ...claimsLost(what, told),
    ...lost.map((one) => one.risk),
    ...otherImages(inSpec),
  ];
}

/** Messages of rules about leaves; where one speaks of a whole that goes, they say nothing of its parts. */
function byRules(rules: readonly FieldRule[], leaves: readonly Leaf[], next: KubernetesObject): Risk[] {
  const gone: string[] = [];
  return leaves.flatMap((leaf) => {
    if (gone.some((path) => isBelow(leaf.path, path))) return [];
    const found = rules.filter((rule) => rule.path.test(leaf.path) && rule.is(leaf, next));
    if (found.length > 0 && leaf.to === undefined) gone.push(leaf.path);
    return found.map((rule) =>
      risk(rule.class, `${next.kind} ${next.metadata.name} ${rule.says(leaf)}`, rule.severity),
    );
  });
}

function isBelow(path: string, whole: string): boolean {
  return path.startsWith(whole) && /^[.[]/.test(path.slice(whole.length));
}

/** The values of a field that comes, goes or changes, and the field itself: a whole before its parts. */
function leavesOf(path: string, from: JsonValue | undefined, to: JsonValue | undefined): Leaf[] {
  const own = { path, from, to };
  const whole = from ?? to;
  if ((from !== undefined && to !== undefined) || typeof whole !== 'object' || whole === null) return [own];
  const parts = Array.isArray(whole)
    ? whole.map((item, at) => {
        const name = isMap(item) && typeof item.name === 'string' ? `name=${item.name}` : String(at);
        return [`${path}[${name}]`, item] as const;
      })
    : Object.entries(whole).map(([key, item]) => [`${path}.${key}`, item] as const);
  return [own, ...parts.flatMap(([part, item]) => leavesOf(part, from && item, to && item))];
}

const LAST = /(?:^|\.)([^.[\]]+)(?:\[[^\]]*\])?$/;

/**
 * Claims that an operator made for parts which stay: these start without what is on them. Where a volume of the pod stands in
 * their place, it loses all with each pod.
 */
function claimsLost(what: string, leaves: readonly Leaf[]): Risk[] {
  const gone: string[] = [];
  return leaves.flatMap(({ path, from, to }) => {
    const field = LAST.exec(path)?.[1];
    if (to !== undefined || from === undefined || field === undefined || gone.some((one) => isBelow(path, one)))
      return [];
    const isOwn = isClaim(field, from) || (path.endsWith(']') && isClaim(field, [from]));
    const parent = path.slice(0, -field.length - 1);
    const inPods = leaves.find((one) => one.path === `${parent}.emptyDir` && one.from === undefined)?.path;
    const isMounted = field === 'persistentVolumeClaim' && inPods !== undefined;
    if ((!isOwn && !isMounted) || NOT_KEPT.test(path)) return [];
    gone.push(path);
    if (inPods !== undefined)
      return [
        risk('deletion', `${what} keeps its data in its pods (${inPods}): it starts empty, and loses all with them`),
      ];
    return [
      risk('deletion', `${what} no longer has a volume of its own (${path}): what is on it is read no more`, 'medium'),
    ];
  });
}

/** Claims of copies, and those that live no longer than a pod or a run. */
const NOT_KEPT = /backup|snapshot|(?:^|\.)(?:ephemeral|workspaces?|cache)(?:[.[]|$)/i;

/** Lists of parts that an operator runs pods for, each with a number of them or with volumes. */
const PARTS =
  /(?:^|\.)(?:nodeSets|nodePools|nodes|racks|replsets|shards|instanceSets|instances|pools|zones)\[([^\]]*)\]$/;
const OF_PART = /^(?:count|replicas|size|members|nodes|instances|nodeCount|servers|storage|persistence)$|claim/i;

/** Parts that leave the list: what their pods keep goes, unless the operator moves it before. */
function partsLost(what: string, leaves: readonly Leaf[]): Array<{ readonly path: string; readonly risk: Risk }> {
  const isPart = ({ path, from, to }: Leaf) =>
    to === undefined && PARTS.test(path) && isMap(from) && Object.keys(from).some((key) => OF_PART.test(key));
  const parts = leaves.filter(isPart).map(({ path }) => path);
  return parts
    .filter((path) => !parts.some((whole) => isBelow(path, whole)))
    .map((path) => ({
      path,
      risk: risk('deletion', `${what} loses ${path}: its pods go, and what is not moved away before`, 'medium'),
    }));
}

/** The image of a container. Some kinds, such as Services of Knative, have containers without names. */
const IMAGE = /(?:^|\.)(?:containers|initContainers)\[(?:name=)?([^\]]+)\]\.image$/;

function otherImages(changes: readonly RawChange[]): Risk[] {
  return changes.flatMap(({ path, from, to }) => {
    const [, name] = IMAGE.exec(path) ?? [];
    if (name === undefined || typeof from !== 'string' || typeof to !== 'string') return [];
    return [risk('version', `image of container ${name} moves from ${withoutLogin(from)} to ${withoutLogin(to)}`)];
  });
}
