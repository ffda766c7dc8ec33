import { apiGroup, KubernetesObject } from '../../kubernetes/objects';
import { canonical, RawChange } from '../diff/field-diff';
import { OPERATOR_GROUP, RECONCILE } from '../tree/flux-spec';
import { listAt, mapAt, textAt, valueAt } from '../tree/parse-manifests';
import { Risk, risk } from './risk';
import { otherAccount } from './risk-held';

/** Whether Flux Operator leaves an object alone: it neither applies nor deletes anything of it. */
export function isSwitchedOff(object: KubernetesObject): boolean {
  const mark = textAt(object, 'metadata', 'annotations', RECONCILE);
  return apiGroup(object.apiVersion) === OPERATOR_GROUP && mark?.toLowerCase() === 'disabled';
}

/** Risks of what Flux Operator (0.59) does with a changed object of its own. */
export function operatorRisks(old: KubernetesObject, next: KubernetesObject, changes: readonly RawChange[]): Risk[] {
  const off = isSwitchedOff(next) && !isSwitchedOff(old) ? [switchedOff(next)] : [];
  if (next.kind === 'FluxInstance') return [...off, ...instanceRisks(old, next)];
  if (next.kind === 'ResourceSetInputProvider') return [...off, ...otherInputs(next, changes)];
  return next.kind === 'ResourceSet' ? [...off, ...otherAccount(old, next)] : off;
}

function switchedOff(next: KubernetesObject): Risk {
  const message = `${next.kind} ${next.metadata.name} is switched off: Flux Operator does nothing about it, and deletes nothing when it goes`;
  return risk('held', message);
}

/** Fields that decide which inputs a provider gives. */
const GIVES = /^spec\.(?:type|url|filter|skip|defaultValues)\b/;

function otherInputs(next: KubernetesObject, changes: readonly RawChange[]): Risk[] {
  if (!changes.some(({ path }) => GIVES.test(path))) return [];
  const message = `ResourceSetInputProvider ${next.metadata.name} gives other inputs: Flux Operator deletes what the ResourceSets that take them no longer make, which is not evaluated`;
  return [risk('deletion', message, 'medium')];
}

/** The components of a FluxInstance that names none (flux-operator 0.59, api/v1/fluxinstance_types.go: GetComponents). */
const COMPONENTS: readonly string[] = [
  'source-controller',
  'kustomize-controller',
  'helm-controller',
  'notification-controller',
];

function instanceRisks(old: KubernetesObject, next: KubernetesObject): Risk[] {
  const what = `FluxInstance ${next.metadata.name}`;
  return [
    ...tenancy(what, old, next),
    ...lessRuns(what, old, next),
    ...(renamesSync(old, next) ? [] : otherSync(what, syncOf(old), syncOf(next))),
  ];
}

/** The account that tenants' objects act as, where they name none (GetTenantDefaultServiceAccount). */
function tenancy(what: string, old: KubernetesObject, next: KubernetesObject): Risk[] {
  const isMulti = (one: KubernetesObject) => valueAt(one, 'spec', 'cluster', 'multitenant') === true;
  if (!isMulti(old)) return [];
  if (!isMulti(next)) {
    const message = `${what} is no longer multitenant: tenants' objects act with the rights of the controllers, and read other namespaces`;
    return [risk('rights-widened', message)];
  }
  const account = (one: KubernetesObject) => textAt(one, 'spec', 'cluster', 'tenantDefaultServiceAccount') || 'default';
  if (account(old) === account(next)) return [];
  const message = `${what} lets objects that name no account act as ${account(next)} instead of ${account(old)}, each in its namespace`;
  return [risk('rights-widened', message)];
}

function lessRuns(what: string, old: KubernetesObject, next: KubernetesObject): Risk[] {
  const found: Risk[] = [];
  const parts = (one: KubernetesObject) => {
    const given = listAt(one, 'spec', 'components').map(String);
    return given.length > 0 ? given : COMPONENTS;
  };
  const shards = (one: KubernetesObject) => listAt(one, 'spec', 'sharding', 'shards').map(String);
  const gone = (of: (one: KubernetesObject) => readonly string[]) => of(old).filter((part) => !of(next).includes(part));
  // The manifest of each component holds its CRDs, and what leaves the inventory goes (fluxinstance_controller.go: apply).
  if (gone(parts).length > 0) {
    const message = `${what} no longer runs ${gone(parts).join(' and ')}: Flux Operator deletes their CustomResourceDefinitions, and every object of these kinds with them`;
    found.push(risk('deletion', message));
  }
  if (gone(shards).length > 0)
    found.push(
      risk(
        'availability',
        `${what} no longer has the shards ${gone(shards).join(' and ')}: objects with their label need another one, those of other repositories too`,
        'medium',
      ),
    );
  const version = (one: KubernetesObject) => textAt(one, 'spec', 'distribution', 'version');
  if (version(old) !== version(next)) {
    const message = `${what} installs Flux ${version(next) ?? ''} instead of ${version(old) ?? ''}: its controllers restart, and kinds and fields that the other one lacks are lost`;
    found.push(risk('version', message, 'medium'));
  }
  return found;
}

/** Fields of a sync that decide what is applied. */
const SYNC_PLACE = ['kind', 'url', 'ref', 'path'] as const;

/** A sync with its name, by default that of the namespace. */
function syncOf(instance: KubernetesObject): ReturnType<typeof mapAt> {
  const sync = mapAt(instance, 'spec', 'sync');
  return { ...sync, name: textAt(sync, 'name') ?? instance.metadata.namespace ?? '' };
}

/** Whether a FluxInstance renames its sync, which its definition refuses (fluxinstance_types.go: Sync name is immutable). */
export function renamesSync(old: KubernetesObject, next: KubernetesObject): boolean {
  if (`${apiGroup(next.apiVersion)}/${next.kind}` !== `${OPERATOR_GROUP}/FluxInstance`) return false;
  const [before, after] = [old, next].map((instance) => valueAt(instance, 'spec', 'sync', 'name'));
  return typeof before === 'string' && typeof after === 'string' && before !== after;
}

/** The source and the Kustomization of a sync are in the operator's inventory: without it they go, and what they applied. */
function otherSync(what: string, old: ReturnType<typeof mapAt>, next: ReturnType<typeof mapAt>): Risk[] {
  if (old.url === undefined) return [];
  if (next.url === undefined)
    return [
      risk(
        'deletion',
        `${what} no longer has a sync: Flux Operator deletes its source and its Kustomization, and with it everything that the cluster's folder brought`,
      ),
    ];
  if (old.name !== next.name)
    return [
      risk(
        'deletion',
        `${what} gives its sync another name: the Kustomization of the old name is deleted with all that it applied`,
      ),
    ];
  const at = (one: typeof old, field: (typeof SYNC_PLACE)[number]) =>
    field === 'path' ? (textAt(one, 'path') ?? '').replace(/^(?:\.?\/)+|\/+$/g, '') : canonical(one[field] ?? null);
  const changed = SYNC_PLACE.filter((field) => at(old, field) !== at(next, field));
  if (changed.length === 0) return [];
  const fields = changed.map((field) => `spec.sync.${field}`).join(' and ');
  const message = `${what} changes ${fields}, and so reads other files than before: Flux deletes what was applied and is not among them`;
  // The finding about a root that moves refuses it where the cluster is the one that this tree is for.
  return [risk(changed.includes('path') ? 'deletion' : 'version', message, 'medium')];
}
