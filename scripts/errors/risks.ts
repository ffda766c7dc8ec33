import type { RiskClass } from '../../src/plan';
import { Entry } from './entry';

/** The risks that a plan shows. */
export const RISK_ENTRIES: Readonly<Record<RiskClass, Entry>> = {
  availability: {
    cause: 'Something is not reachable for a while, or gets another address; or changes arrive later than before.',
    example: 'Service it gives up its load balancer and its address',
    mend: 'Plan the interruption. Reserve an address, or have both Services for a while.',
  },
  deletion: {
    cause: 'Flux deletes an object, and with some kinds what is in it.',
    example: 'Flux deletes ConfigMap x/a',
    mend: 'Check that nobody needs it. What holds data also needs a declaration, see `protected-removed`.',
  },
  held: {
    cause:
      'Flux does nothing about the change: its Kustomization is suspended or fails, or the object goes with its namespace.',
    example: 'Flux does nothing about ConfigMap shop/b (its Kustomization is suspended)',
    mend: 'Resume the Kustomization or mend it; until then the cluster differs from the tree.',
  },
  immutable: {
    cause:
      'A field changes that the API server never updates: the Kustomization fails, or Flux makes the object again.',
    example:
      'type cannot be changed: the API server refuses it, and its Kustomization fails until the object is replaced',
    mend: 'Make an object of another name and remove the old one, or accept that it is made again (`force`).',
  },
  'network-opened': {
    cause: 'Something can be reached from more places than before.',
    example: 'NetworkPolicy x/it no longer restricts egress',
    mend: 'Have it reviewed by whoever is responsible for the network. Keep addresses and ports narrow.',
  },
  orphan: {
    cause: 'An object leaves the tree and stays on the cluster, where nobody updates it or deletes it.',
    example:
      'ConfigMap shop/a stays in the cluster and nobody takes care of it any more (its Kustomization does not prune)',
    mend: 'Delete it by hand, or give it to another Kustomization.',
  },
  'pod-security': {
    cause: 'Pods get more rights on their node: they run as root or privileged, or use its namespaces or files.',
    example: 'Deployment web: container main runs as root',
    mend: 'Leave the setting out if the program does without; else have it reviewed.',
  },
  'quota-cut': {
    cause: 'A quota or limit gets smaller or new: pods that run stay, and new ones may be refused.',
    example: 'quota it: memory is limited to 1Gi',
    mend: 'Compare it with what is in use before the merge.',
  },
  race: {
    cause:
      'Two Kustomizations reconcile in an order that nobody knows, and in one of them an object is deleted and made again.',
    example:
      'Flux may delete ConfigMap x/a and make it again (its old Kustomization may prune it before the new one applies it)',
    mend: 'Move it in steps, see `moved`. Of objects without data, the interruption may not matter.',
  },
  restart: {
    cause: 'Pods stop and start, one after the other or all at once.',
    example: 'pods of Deployment web restart one after the other',
    mend: 'Merge it at a time when that does no harm. A budget and several replicas keep the service up.',
  },
  'rights-narrowed': {
    cause: 'An account or group may do less than before.',
    example: 'ServiceAccount shop/ann may no longer list pods in namespace shop',
    mend: 'Check that whoever uses it does without.',
  },
  'rights-widened': {
    cause: 'An account or group may do more than before, or a tenant is allowed more.',
    example: 'Group ops may newly get, list pods in namespace shop',
    mend: 'Have it reviewed by whoever is responsible for security. Grant single verbs and kinds.',
  },
  'secret-rekeyed': {
    cause:
      'A Secret can be decrypted by others than before, is not encrypted any more, or gets what it holds from elsewhere.',
    example: 'Kustomization it decrypts with another key',
    mend: 'Check who holds the keys, and that the cluster has the new one. Change what an old holder has seen.',
  },
  version: {
    cause: 'An image, chart or source moves to another version.',
    example: 'image of container a moves from a:1 to a:2',
    mend: 'Read the release notes. Nothing else is known of what changes with it.',
  },
};
