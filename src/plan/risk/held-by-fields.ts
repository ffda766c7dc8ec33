import { JsonObject, JsonValue, KubernetesObject } from '../../kubernetes/objects';
import { isFluxGroup } from '../tree/flux-spec';
import { isMap, listAt, mapAt, textAt, valueAt } from '../tree/parse-manifests';
import { DELETION_POLICY, KEEPS, RETENTION_POLICY } from './deletion-policy';

/** Things that go with a managed cloud resource. */
export const IN_CLOUD = 'the resource in the cloud that it manages';

/**
 * Whether a cloud resource is managed, and deleted with its object: others of the groups configure providers. A provider may
 * only look at it, or may do all but delete it (`managementPolicies`).
 */
export function isManaged(object: KubernetesObject): boolean {
  if (valueAt(object, 'spec', 'forProvider') === undefined) return false;
  const policies = listAt(object, 'spec', 'managementPolicies');
  const mayDelete = policies.length === 0 || policies.includes('*') || policies.includes('Delete');
  return mayDelete && textAt(object, 'spec', 'deletionPolicy') !== 'Orphan';
}

/** Fields that a composite resource, or the claim of one, of Crossplane has. */
const COMPOSED = ['compositionRef', 'compositionRevisionRef', 'compositionSelector', 'compositionUpdatePolicy'];

/** Things that go with a composite resource. */
export const BY_COMPOSITION = 'the resources that its composition made';

/** Whether an object is a composite resource of Crossplane, or the claim of one. */
export function isComposed(object: KubernetesObject): boolean {
  const fields = mapAt(object, 'spec');
  return COMPOSED.some(
    (field) => fields[field] !== undefined || (isMap(fields.crossplane) && field in fields.crossplane),
  );
}

/** Holdings of an object whose kind is in no table, as its fields tell. */
export function heldByFields(object: KubernetesObject, group: string): string | undefined {
  if (!group.includes('.') || /(?:^|\.)k8s\.io$/.test(group) || isFluxGroup(group)) return undefined;
  if (isManaged(object)) return IN_CLOUD;
  if (isComposed(object)) return BY_COMPOSITION;
  return hasOwnClaims(object) ? 'the volumes that were made for it' : undefined;
}

/** Fields by which an operator makes claims for an object, in the words that operators use. */
const CLAIMS =
  /^(?:volumeClaimTemplates?|persistentVolumeClaim(?:Spec|Templates?)?|dataVolumeClaim(?:Spec|Template)?|(?:storage|pvc|volume)?ClaimSpec|volumeClaimSpec|dataVolumeTemplates?|pvcSpec|pvcTemplate)$/;

/** Fields of a volume that is described by its size and its class. */
const CLASS = /^storageClass(?:Name)?$/;
const SIZE = /^(?:size|resources|storageSize|diskSize|volumeSize)$/;

/** Fields below which claims live no longer than a pod or a run. */
const SHORT_LIVED =
  /^(?:ephemeral|workspaces?|cache|ephemeralVolumes?|workVolumeClaimTemplate|kubernetesModeWorkVolumeClaim)$/;

/** Fields that name a claim of somebody else, and those that describe one beside its name. */
const OTHERS = ['claimName', 'existingClaim'] as const;
const DESCRIBED = /^(?:spec|metadata|resources|accessModes)$|storage|size|capacity/i;

/** Fields about copies, whose policies say nothing about the volumes themselves. */
const COPY = /backup|snapshot|wal|archive/i;

/** Kinds that describe others, or run once. */
const NO_HOLDER =
  /(?:Template|Class|Policy|Profile|Run|Task|Job|Workflow|Restore|ReplicationSource|ReplicationDestination)$/;

/** Whether a custom resource of an unknown kind has fields from which an operator makes claims that go with it. */
function hasOwnClaims(object: KubernetesObject): boolean {
  if (NO_HOLDER.test(object.kind)) return false;
  const spec = object.spec as JsonValue | undefined;
  return describesClaims(spec) && !keepsThem(spec);
}

function describesClaims(value: JsonValue | undefined): boolean {
  if (Array.isArray(value)) return value.some(describesClaims);
  if (!isMap(value)) return false;
  const keys = Object.keys(value);
  const isOwn = !isReference(value);
  if (isOwn && keys.some((key) => CLASS.test(key)) && keys.some((key) => SIZE.test(key))) return true;
  return keys.some((key) => !SHORT_LIVED.test(key) && (isClaim(key, value[key]) || describesClaims(value[key])));
}

/** Whether a field describes a claim, or a list of them. */
export function isClaim(key: string, field: JsonValue | undefined): boolean {
  return CLAIMS.test(key) && (Array.isArray(field) || (isMap(field) && !isReference(field)));
}

/** Whether a map names a claim of somebody else, which goes with nobody but its owner. */
function isReference(value: JsonObject): boolean {
  if (OTHERS.some((field) => textAt(value, field) !== undefined)) return true;
  return textAt(value, 'name') !== undefined && !Object.keys(value).some((key) => DESCRIBED.test(key));
}

function keepsThem(value: JsonValue | undefined): boolean {
  if (Array.isArray(value)) return value.some(keepsThem);
  if (!isMap(value)) return false;
  return Object.entries(value).some(([key, field]) => !COPY.test(key) && (isKept(key, field) || keepsThem(field)));
}

/** Whether a field is a policy that keeps volumes when their object goes. */
function isKept(key: string, field: JsonValue): boolean {
  const policy = RETENTION_POLICY.test(key) && isMap(field) ? field.whenDeleted : field;
  return DELETION_POLICY.test(key) && typeof policy === 'string' && KEEPS.test(policy);
}
