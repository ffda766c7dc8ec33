import {
  choice,
  each,
  field,
  forbidden,
  is,
  keys,
  relation,
  required,
  Shape,
  strictText,
  unset,
  values,
  when,
} from '../checks/rule';
import { domainOfFinalizers, finalizers, owners } from '../relations/core';

/** Labels: keys and values. */
export const labels = [keys(strictText('qualifiedName')), values(strictText('labelValue'))];

/** A label selector. */
export const LABEL_SELECTOR = (): Shape => SELECTOR;

const REQUIREMENT: Shape = {
  source: 'apimachinery/pkg/apis/meta/v1/validation#ValidateLabelSelectorRequirement',
  fields: {
    key: strictText('qualifiedName'),
    operator: [required, choice('In', 'NotIn', 'Exists', 'DoesNotExist')],
    values: each(strictText('labelValue')),
  },
  rules: [
    when(is('operator', 'In', 'NotIn'), field('values', required)),
    when(
      is('operator', 'Exists', 'DoesNotExist'),
      field('values', { rule: 'forbidden', zero: true, why: 'belongs to In and NotIn: leave it out' }),
    ),
  ],
};

const SELECTOR: Shape = {
  source: 'apimachinery/pkg/apis/meta/v1/validation#ValidateLabelSelector',
  fields: {
    matchLabels: labels,
    matchExpressions: each({ rule: 'shape', shape: () => REQUIREMENT }),
  },
};

/** Metadata of a template that makes claims: labels and annotations only. */
export const CLAIM_METADATA = (): Shape => ({
  source: 'core/validation#ValidateTemplateObjectMeta',
  fields: {
    labels,
    annotations: keys(strictText('qualifiedNameAnyCase')),
    name: unset('cannot be set here: leave it out'),
    generateName: unset('cannot be set here: leave it out'),
    namespace: unset('cannot be set here: leave it out'),
    finalizers: forbidden('cannot be set here: leave it out'),
    ownerReferences: forbidden('cannot be set here: leave it out'),
    uid: unset('cannot be set here: leave it out'),
    resourceVersion: unset('cannot be set here: leave it out'),
    generation: unset('cannot be set here: leave it out'),
    creationTimestamp: unset('cannot be set here: leave it out'),
    deletionTimestamp: unset('cannot be set here: leave it out'),
    deletionGracePeriodSeconds: unset('cannot be set here: leave it out'),
    selfLink: unset('cannot be set here: leave it out'),
    managedFields: forbidden('cannot be set here: leave it out'),
  },
});

/** The shape with the rules of all objects. */
export function OBJECT(shape: Shape, group: string, kind: string): Shape {
  const own = GENERIC.has(group) || GENERIC.has(kind) ? [] : [relation(domainOfFinalizers)];
  return { ...shape, rules: [relation(finalizers), ...own, relation(owners), ...(shape.rules ?? [])] };
}

/** Groups, and kinds, that check metadata as custom resources do. */
const GENERIC = new Set([
  '/Event',
  'admissionregistration.k8s.io',
  'apiregistration.k8s.io',
  'coordination.k8s.io',
  'policy',
]);
