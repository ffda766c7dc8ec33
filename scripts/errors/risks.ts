import type { RiskClass } from '../../src/plan';
import { Entry } from './entry';

/** The risks that a plan shows. */
export const RISK_ENTRIES: Readonly<Record<RiskClass, Entry>> = {
  availability: {
    cause:
      'Something stops, is not reachable for a while, or gets another address or name. Examples: routes, listeners and records that lose hosts or backends; ports that a Service or its pods lose while something asks for them; pods that no longer find a volume, fit on fewer nodes, or get requests before they are ready; pools that give up addresses; policies that begin to cut off or refuse; objects that go while others need them.',
    example: 'Service it gives up its load balancer and its address',
    mend: 'Plan the interruption. Reserve an address, or have the old and the new way for a while. Change what asks before what answers, in a commit of its own.',
  },
  deletion: {
    cause:
      'Flux deletes an object, and with some kinds what is in it; or a change of a field makes a controller delete something, now or later. Examples: data that is kept for less time, volumes or members that leave, storage that lives no longer than its pods, what an operator drops (`ensure: absent`, `destroy: true`), a later deletion that takes more along (`deletionPolicy`, `deleteClaim`).',
    example: 'Flux deletes ConfigMap x/a',
    mend: 'Check that nobody needs it, and that a backup can be restored. What holds data also needs a declaration when it goes, see `protected-removed`.',
  },
  held: {
    cause:
      'Nothing is done about the change, or something is no longer done because of it. Examples: its Kustomization is suspended or fails; the object goes with its namespace; a controller is paused, or ignores the field; backups end, cover less, or are kept elsewhere; nobody is notified any more; nothing new arrives from a source.',
    example: 'Flux does nothing about ConfigMap shop/b (its Kustomization is suspended)',
    mend: 'Resume or mend what the message names; until then the cluster differs from the tree. Where copies move, keep the old ones until the new place has as many.',
  },
  immutable: {
    cause:
      'A field changes that the API server never updates: the Kustomization fails, or Flux makes the object again.',
    example:
      'type cannot be changed: the API server refuses it, and its Kustomization fails until the object is replaced',
    mend: 'Make an object of another name and remove the old one, or accept that it is made again (`force`).',
  },
  'network-opened': {
    cause:
      'Something can be reached from more places than before, or by more callers: through a new route or port, without the addresses, logins, filters or TLS that kept others out, from outside of the cluster, or outside of a mesh.',
    example: 'NetworkPolicy x/it no longer restricts egress',
    mend: 'Have it reviewed by whoever is responsible for the network. Keep addresses and ports narrow.',
  },
  orphan: {
    cause:
      'An object leaves the tree and stays on the cluster, or what it stands for stays in a cloud; nobody updates it or deletes it.',
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
    cause:
      'An account or group may do more than before, or a tenant is allowed more. That also holds for users of what an operator runs, for keys whose signatures are accepted from now on, and for everybody where a policy no longer enforces.',
    example: 'Group ops may newly get, list pods in namespace shop',
    mend: 'Have it reviewed by whoever is responsible for security. Grant single verbs and kinds.',
  },
  'secret-rekeyed': {
    cause:
      'A Secret can be decrypted by others than before, is not encrypted any more, or gets what it holds from elsewhere: from another store, another authority or another key.',
    example: 'Kustomization it decrypts with another key',
    mend: 'Check who holds the keys, and that the cluster has the new one. Change what an old holder has seen.',
  },
  version: {
    cause:
      'An image, chart, source or operated system moves to another version, or a chart or folder makes other objects in a way that the tree does not show: by other values, also those of ConfigMaps and Secrets, or by variables of a Secret.',
    example: 'image of container a moves from a:1 to a:2',
    mend: 'Read the release notes. Nothing else is known of what changes with it.',
  },
};
