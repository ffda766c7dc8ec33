import type { GuardFindingId } from '../../src/plan';
import { Entry } from './entry';

/** The findings of the guard. */
export const GUARD_ENTRIES: Readonly<Record<GuardFindingId, Entry>> = {
  'account-removed': {
    cause:
      'The ServiceAccount that a Kustomization or a HelmRelease acts as goes, or a right that it needs, and that object stays: Flux can no longer apply or delete what is in it.',
    example:
      '[eu] Kustomization flux-system/sync: its account flux-system/deployer is removed: keep the account with its rights, or remove the Kustomization first and declare that',
    mend: 'Keep the account with its rights. If the Kustomization is meant to go too, remove it first and the account in a later commit.',
  },
  'acknowledgement-expired': {
    cause: 'An acknowledgement has a last day that is over, so the finding counts again.',
    example:
      '[fleet] the acknowledgement of dependency-missing flux-system/app ended on 2020-01-31: take it out of flux-fleet.yaml, or give a later day',
    mend: 'Mend what was acknowledged and take the acknowledgement out, or decide again and give a later `until`.',
  },
  'acknowledgement-needless': {
    cause: 'An acknowledgement is for a finding that is no longer there, or that never was: a name may be misspelt.',
    example:
      '[fleet] the acknowledgement of dependency-missing flux-system/app is for nothing that is found: take it out of flux-fleet.yaml',
    mend: 'Take it out. If the finding is still reported, compare `finding`, `object`, `kustomization` and `clusters` with it.',
  },
  'plan-policy': {
    cause: "A policy of the program's own (`fleet.addPlanPolicy`) is against what the merge does.",
    example:
      '[prod/shop] the policy acme/prod-deletions, something of prod is deleted (ConfigMap prod-shop/flags removed, on eu-1): ask the platform team; or, if it is right there, call fleet.acknowledgePlanPolicy("acme/prod-deletions", { object: "ConfigMap prod-shop/flags", reason })',
    mend: 'Do what the policy says, or acknowledge it with a reason and a last day. docs/tasks/policies-on-plans.md has more.',
  },
  'broken-base': {
    cause: 'The committed tree cannot be built, so that nothing tells what Flux has applied and would delete.',
    example:
      '[eu/db] Kustomization flux-system/infrastructure-db: what runs now is not known, because the base cannot be built: infrastructure/db has Namespace db twice: compare with the last good commit, which Flux still applies (--base or --from)',
    mend: 'Give the last commit that could be built as the base: Flux still applies that one.',
  },
  'broken-build': {
    cause: 'A Kustomization can no longer be built. Flux keeps what it has applied, and applies nothing new.',
    example:
      '[eu] Kustomization flux-system/shop: shop/kustomization.yaml lists "web.yaml", which is missing: mend what it builds: until then Flux applies nothing of it',
    mend: 'Mend the file that the message names. `kustomize build` of the folder shows the same error.',
  },
  'canary-removed': {
    cause:
      'A Canary of Flagger goes while its Deployment stays. Flagger holds the Deployment at 0 replicas and has marked its Service so that Flux does not apply it; the primary that serves instead is deleted with the Canary. Or the Deployment goes too, and Flagger would wait for it for ever.',
    example:
      '[prod/eu/shop/web] Canary prod-shop/web goes while Deployment web stays (the committed Canary has no revertOnDeletion and no suspend): it is left at 0 replicas, and what serves in its place is deleted: take progressive delivery out in steps',
    mend: 'Take the steps of the message, each when the one before is done: docs/tasks/progressive-delivery.md shows them.',
  },
  'cluster-emptied': {
    cause: 'A cluster stays in the tree without an object of its former ones: a placement or a root path may be wrong.',
    example:
      "[eu] cluster \"eu\" is left without a single object of 9: declare it with Removal.cluster('eu', { reason: '…' }), or keep it",
    mend: 'Look for what no longer selects the cluster. If it is meant to be empty, declare it.',
  },
  'cluster-removed': {
    cause: 'The folder of a cluster goes with all objects in it.',
    example:
      "[eu] cluster \"eu\" is gone with 4 objects: declare it with Removal.cluster('eu', { reason: '…' }), or keep it",
    mend: 'If the cluster is shut down, declare it. If it was renamed, keep the name: a renamed cluster is another one to Flux.',
  },
  'declaration-expired': {
    cause: 'A declaration of a removal has a last day that is over, and allows nothing any more.',
    example: '[shop] Removal.component("shop") ended on 2026-11-20: take it out of the program, or give a later day',
    mend: 'Take it out when the removal is merged. Give a later `until` if the removal is still to come.',
  },
  'declaration-invalid': {
    cause: 'A declaration lacks its reason or a name, or has a day that is none.',
    example: '[fleet] Removal.tenant("") names nothing: give the name of what is removed',
    mend: 'Complete it as the message says.',
  },
  'declaration-needless': {
    cause: 'A declaration names what nobody removes: the removal is merged, or the name is misspelt.',
    example:
      '[eu] Removal.cluster("eu") declares what nobody removes: take it out of the program once the change is merged',
    mend: 'Take it out after the merge, so that it does not allow a later removal that nobody means.',
  },
  'deletion-refused': {
    cause:
      'A protected Namespace is declared to go, and the admission policy of the cluster refuses its deletion until the live object has an annotation; or what makes machines is declared to go, and Flux does not delete it.',
    example:
      '[dev/pacific-aks/web] Namespace dev-web is declared to go, but admission refuses it until it carries the annotation fleet.cdk8s.io/allow-deletion: commit the declaration before the removal, which annotates it; else Kustomization dev-flux-system/web-access fails, and what waits for it gets no change, until somebody annotates the namespace and Flux tries again',
    mend: 'Commit the declaration first, or annotate the Namespace on the cluster with the reason; then merge the removal. Machines: set `deletable: true` first.',
  },
  'dependency-circle': {
    cause:
      'Kustomizations wait for each other in a circle, so that none of them is ever applied. No other Kustomization of the same source is woken by a new commit either.',
    example:
      '[eu] Kustomization flux-system/a: it waits for itself: flux-system/a waits for flux-system/b waits for flux-system/a: take one of these dependencies out: until then Flux applies none of them, and all others of the same source follow new commits at their intervals only',
    mend: 'Take the dependency out that is needed least. Kubernetes retries what comes too early.',
  },
  'dependency-missing': {
    cause: 'A Kustomization waits for one that no file of its cluster has, and is never applied again.',
    example:
      '[eu] Kustomization flux-system/app: it waits for Kustomization flux-system/by-hand, which no file has: name one that is there, or take it out: until then Flux applies nothing of it',
    mend: 'Correct the name in `dependsOn`. If the Kustomization is made by hand on the cluster, acknowledge the finding.',
  },
  'duplicate-owner': {
    cause:
      'Two Kustomizations apply the same object. Each changes it back at every interval, and the one that goes deletes it.',
    example:
      '[eu] Kustomization flux-system/database: PersistentVolumeClaim shop/data has two owners, it and flux-system/flux-system, and each changes it back at every interval: leave the object to one of them',
    mend: 'Take the object out of one of them, in the steps of `moved` if it holds data.',
  },
  'element-replaced': {
    cause:
      'A component, tenant or app goes, and another comes in its place: a rename. The new one has other namespaces or releases, and starts without the data of the old one. Or a chart gets another HelmRelease, by `fluxName` or `fluxNamespace`: with the old one Helm uninstalls the release that both have.',
    example:
      "[dev/eu/shop] tenant shop goes while tenant store comes, which takes over nothing of what it has: keep it as it is, or go in steps; if nothing of it matters, declare it with Removal.tenant('shop', { reason: '…' })",
    mend: 'Keep the name, or take the steps that the message lists: both exist for a while, and the data is moved in between.',
  },
  'environment-removed': {
    cause:
      'An environment leaves a cluster together with the account that Flux needs to delete what is in it, or its tenants get other namespaces.',
    example:
      '[dev/pacific-aks] environment "dev" goes with the account that Flux needs to delete what is in it: keep it, or let it go in steps, which delete what is in it; if another environment is to take it over, give that one its prefix',
    mend: 'Take the steps that the message lists: drain it first with `drainedClusters`, or hand it over with `handedOver`; remove it in a later commit.',
  },
  'fences-late': {
    cause:
      'A cluster gets a tenant in the same change as admission policies that this tenant needs. Flux applies both at once, from sources of their own, so that pods of the tenant may start before anything forbids what they do.',
    example:
      "[eu] tenants come together with the admission policies that are for them, and may run first: tenant-pods.fleet.cdk8s.io: merge policies: 'admission' of the cluster first, or see that nothing of the tenants runs before",
    mend: "Say `policies: 'admission'` of the cluster or of the fleet, merge that, and add the tenant in a later commit: every policy is written then, before a tenant needs it.",
  },
  'fences-removed': {
    cause:
      'Flux deletes admission policies that an earlier version of the library wrote for every cluster, and that no tenant of this cluster needs. Policies written by this version are never pruned.',
    example:
      '[eu] Flux deletes admission policies, and what they forbade is allowed: tenant-pods.fleet.cdk8s.io: see that no namespace of a tenant is left on the cluster',
    mend: 'Look for namespaces with the label `fleet.cdk8s.io/isolation` on the cluster: tenants that have left the program leave them behind, with accounts and rights. Delete these first.',
  },
  'first-needless': {
    cause: 'The run is said to be the first one (`--first`), and something is committed already.',
    example: '[fleet] a committed tree is there, and yet this is said to be the first one: leave that out',
    mend: 'Leave `--first` out, also of scripts: it switches the comparison off where nothing is found.',
  },
  'installer-changed': {
    cause:
      'The Flux of a cluster gets another installer: `bootstrap` is another one. What the old one made leaves the folder, and Flux would delete its own definitions, and with them every object of its kinds.',
    example:
      '[eu-1] Flux on "eu-1" goes over from gotk-components.yaml to Flux Operator, and deletes itself with everything that it applied there, Namespace flux-system among it: keep the installer, or change it in steps, which delete nothing',
    mend: 'Follow the steps in the message. From `gotk`: set `keepFlux: true` one commit earlier. From `operator`: first annotate the FluxInstance with `fluxcd.controlplane.io/reconcile=disabled`.',
  },
  'kubeconfig-changed': {
    cause:
      'A Kustomization turns to another cluster by its `kubeConfig`. It forgets what it applied to the former one, and nobody deletes that.',
    example:
      '[eu] Kustomization flux-system/shop turns to another cluster, and what it applied to this one is left without an owner: leave it as it is and turn to the other cluster in steps',
    mend: 'Add a Kustomization of another name for the new cluster, then remove the old one and declare it.',
  },
  'kustomization-renamed': {
    cause:
      'A Kustomization has another name or namespace. To Flux it is a new one: the old one deletes all that it applied, and the new one makes it again, in either order.',
    example:
      '[eu] Kustomization flux-system/shop is renamed to flux-system/store, and Flux deletes all that it applied: rename it in steps',
    mend: 'Keep the name, or let the old one orphan its objects first, as the steps of the message say.',
  },
  'missing-path': {
    cause: 'The folder of a Kustomization is not in the tree any more.',
    example:
      '[eu] Kustomization flux-system/shop: path shop is missing: make the folder, or remove the Kustomization and declare that: until then Flux applies nothing of it',
    mend: 'Correct the path. If all of it is meant to go, remove the Kustomization itself.',
  },
  moved: {
    cause:
      'An object that holds data goes from one Kustomization to another in one commit. The old one may prune it before the new one has applied it.',
    example:
      '[eu] PersistentVolumeClaim shop/orders moves from Kustomization flux-system/a to flux-system/b, and the old one may delete it first: move it in steps',
    mend: 'Mark the live object with `kustomize.toolkit.fluxcd.io/prune: disabled` in a commit before, as the steps of the message say.',
  },
  'namespaces-emptied': {
    cause:
      'Several namespaces lose all that is in them at once: a sign of a placement or a folder that went by mistake.',
    example:
      "[eu] namespace \"two\" is left without a single object, and 2 are in all: declare it with Removal.object({ kind: 'Namespace', name: 'two', contents: true }, { reason: '…' }), or keep what is in it",
    mend: 'Look for the common cause first. The number from which it is refused is `guard: { namespaces }`.',
  },
  'no-base': {
    cause: 'There is no committed tree to compare with, so that nothing tells what would be lost.',
    example:
      '[fleet] there is no committed tree to compare with, and nothing says that this is the first one: give the ref that Flux follows, or say that it is the first',
    mend: 'Give `--base` with the branch that Flux follows; in CI, fetch it first. For a new repository, give `--first`.',
  },
  'not-evaluated': {
    cause:
      'Something changes whose effect the trees do not show: a chart that is not rendered, a source of other contents, a variable of the cluster.',
    example:
      '[eu] variable of the cluster ConfigMap vars may change what is applied, and the trees do not tell how: look at what it does yourself',
    mend: 'Review it by hand. `--charts DIR` renders charts that are there.',
  },
  'protected-removed': {
    cause:
      'An object that holds data, or all that is in it, goes: a Namespace, a claim, a CustomResourceDefinition, a StatefulSet, a HelmRelease, a Kustomization, a source, a database.',
    example:
      "[eu] Namespace shop goes out of shop/namespace.yaml and Flux deletes it: declare it with Removal.object({ kind: 'Namespace', name: 'shop' }, { reason: '…' }), or keep it",
    mend: 'Declare it if it is meant to go. A declaration of the tenant, component or cluster covers what is in it.',
  },
  recreated: {
    cause:
      'A Kustomization turns to another folder while its old one loses objects that the new one has: it prunes them, and makes them again.',
    example:
      '[eu] ConfigMap shop/a stays with Kustomization flux-system/web, which is changed, and may delete it first: change it in steps',
    mend: 'Change the Kustomization in one commit, and empty the old folder in the next.',
  },
  'reference-missing': {
    cause:
      'An object goes, or a key of a Secret or ConfigMap, that an object of Flux needs and that stays: values, a login, a source, an account, a provider.',
    example:
      '[eu] Kustomization flux-system/unit: HelmRelease x/r needs Secret x/values, which goes, and fails without it: keep what it needs, or take the reference out first, in a commit of its own',
    mend: 'Keep it, or take the reference out in a commit before.',
  },
  replaced: {
    cause:
      'The manifest stays, and the object or what it made does not: Helm installs a release anew, `force` makes an object again, a StatefulSet deletes claims, a ResourceSet has fewer inputs.',
    example:
      "[eu/other] HelmRelease shop/it: release of HelmRelease it is uninstalled and installed anew from chart b: declare it with Removal.object({ kind: 'HelmRelease', namespace: 'shop', name: 'it' }, { reason: '…' }), or leave that as it is",
    mend: 'Undo the change that the message names. Declare it if a new start is meant, with the data saved before.',
  },
  'root-moved': {
    cause:
      "A cluster's own Kustomization turns to another folder or source, and deletes what it applied and what is not there.",
    example:
      '[eu] Kustomization flux-system/flux-system: it turns from path ./clusters/eu to ./clusters/us, and Flux deletes what it applied and is not there: leave it where it is, or turn in steps',
    mend: 'Set `prune: false` on it in a commit before, turn it, and set it back when Flux has applied that.',
  },
  'shard-removed': {
    cause:
      'An object of Flux goes together with the controllers that reconcile it, those of a shard. They have to let it go, and without them its deletion never ends: what it applied or installed stays.',
    example:
      '[eu] Kustomization flux-system/shop goes together with Deployment flux-system/kustomize-controller-b, which is to end its deletion: it stays on the cluster, half deleted, with all that it made: take away one of the two first',
    mend: 'Take the shard away in a commit before or after: what stays goes to other shards, whose controllers also delete it.',
  },
  'share-removed': {
    cause: "A large share of a cluster's objects goes without a declaration, a fifth by default.",
    example: '[eu] 3 of 13 objects go, more than 20 %: declare what is meant to go, or keep it',
    mend: 'Declare the element that goes. The limits are `guard: { share, objects }`.',
  },
  'source-missing': {
    cause:
      'The source of a Kustomization goes, or is in no file: it is neither updated nor, when it goes, cleaned up by name.',
    example:
      '[eu] Kustomization flux-system/shop: its source GitRepository flux-system/flux-system is removed: keep the source, or remove the Kustomization first and declare that',
    mend: 'Keep the source until its last Kustomization is gone. If it is made by hand on the cluster, acknowledge the finding.',
  },
  'source-new': {
    cause:
      'A Kustomization turns to a source of another kind that comes with the same commit: should its artifact be missing, or Flux not be let in, nothing that is committed afterwards arrives.',
    example:
      '[eu] Kustomization flux-system/flux-system: it turns to OCIRepository flux-system/flux-system, which comes with this change: if that never becomes Ready, Flux applies nothing any more: go over to it in steps',
    mend: 'Let the new source stand by first, see it Ready, and turn to it then: the finding lists the steps. Where Flux Operator makes the source of a FluxInstance, see that it can be read before the merge.',
  },
  'source-unsigned': {
    cause:
      "A source that Flux reads already is verified from this commit on, and the commit before did not say that everything there is signed. Until something signed arrives, Flux takes nothing new from it; of the fleet's own source it does not even take the commit that would mend it.",
    example:
      '[eu] OCIRepository flux-system/flux-system is verified from now on, and nothing says that what it reads is signed already: sign first, and verify in the commit after',
    mend: 'Take the steps that the message lists: `signed: true` on the source in one commit, of which everything is signed, and `verify` in the next.',
  },
  'sync-contained': {
    cause:
      'A Kustomization goes together with its account or its rights, so that Flux cannot delete what it applied; all of that is in a Namespace that goes too.',
    example:
      '[eu] Kustomization team/app: its account team/team is removed in the same change, so that Flux cannot delete what it applied: better remove the Kustomization first and its account afterwards; here the namespace takes the rest along',
    mend: 'Nothing is lost or left. Remove them one after the other if finalizers must run while Flux is there.',
  },
  'sync-with-access': {
    cause:
      'A Kustomization, a HelmRelease or an object of them goes together with the account, the right or the kubeconfig that Flux needs to delete it: that stays on the cluster.',
    example:
      '[eu] Kustomization x/sync: its account x/deployer loses RoleBinding x/b in the same change, so that Flux cannot delete what it applied: remove them one after the other',
    mend: 'Remove what is to go first, and the account, its right or the kubeconfig when Flux has deleted it.',
  },
  'target-namespace': {
    cause: '`targetNamespace` of a Kustomization renames the Namespaces that it builds: kustomize gives them its name.',
    example:
      '[eu] Kustomization flux-system/shop: targetNamespace "other" renames the Namespaces that it builds (other): leave out targetNamespace, or take the Namespaces to another Kustomization',
    mend: 'Leave `targetNamespace` out and give each object its namespace, or build the Namespaces in another Kustomization.',
  },
  'unit-emptied': {
    cause: 'A Kustomization stays and has no object any more: its folder may be moved or its list emptied by mistake.',
    example:
      '[eu] Kustomization flux-system/shop is left without an object of 3, and Flux deletes them: remove the Kustomization as well and declare that, or keep what it has',
    mend: 'Restore the folder. If all of it is meant to go, remove the Kustomization too, and declare it.',
  },
  'unlisted-file': {
    cause: 'A file is there as before, and no `kustomization.yaml` lists it any more: Flux deletes what it holds.',
    example:
      "[eu] Deployment shop/web is in shop/web.yaml as before, but no kustomization.yaml lists that file any more: list it again, or declare it with Removal.object({ kind: 'Deployment', namespace: 'shop', name: 'web' }, { reason: '…' })",
    mend: 'List it again; conflicts of merges in lists are a frequent cause. Delete the file as well if it is meant to go.',
  },
};
