import { apiGroup, KubernetesObject } from '../../kubernetes/objects';
import { canonical } from '../diff/field-diff';
import { mapAt, textAt, valueAt } from '../tree/parse-manifests';
import { Risk, risk } from './risk';

const FLUX = /(?:^|\.)(?:toolkit|extensions)\.fluxcd\.io$/;

/** Work undone while an object of Flux is suspended, by its kind; of others nothing is applied. */
const SUSPENDED: Readonly<Record<string, string>> = {
  Kustomization: 'nothing below it is applied, corrected or pruned',
  HelmRelease: 'no upgrade and no correction happens, and its removal uninstalls nothing',
  GitRepository: 'no new commit arrives',
  OCIRepository: 'no new artifact arrives',
  Bucket: 'nothing new arrives',
  HelmRepository: 'no new chart is found',
  HelmChart: 'no new chart arrives',
  Alert: 'nobody is told',
  Receiver: 'no call wakes anything',
  ImageRepository: 'no new tag is found',
  ImagePolicy: 'no new tag is selected',
  ImageUpdateAutomation: 'no update is committed',
};

/** Risks of changes by which a controller does something else, or nothing, with the objects that it is responsible for. */
export function reconciledOtherwise(old: KubernetesObject, next: KubernetesObject): Risk[] {
  const group = apiGroup(next.apiVersion);
  if (group === 'apps' && next.kind === 'Deployment') return paused(old, next);
  if (!FLUX.test(group)) return [];
  const isApplier = next.kind === 'Kustomization' || next.kind === 'HelmRelease';
  return [
    ...suspended(old, next),
    ...unverified(old, next),
    ...(isApplier ? otherAccount(old, next) : []),
    ...(next.kind === 'Kustomization' ? keptBehind(old, next) : []),
    ...(next.kind === 'HelmRelease' ? forced(old, next) : []),
  ];
}

function becomes(old: KubernetesObject, next: KubernetesObject, ...path: readonly string[]): boolean {
  return valueAt(next, ...path) === true && valueAt(old, ...path) !== true;
}

function paused(old: KubernetesObject, next: KubernetesObject): Risk[] {
  const message = `Deployment ${next.metadata.name} is paused: no change of its pods is rolled out until it is not`;
  return becomes(old, next, 'spec', 'paused') ? [risk('held', message, 'low')] : [];
}

function suspended(old: KubernetesObject, next: KubernetesObject): Risk[] {
  if (!becomes(old, next, 'spec', 'suspend')) return [];
  // Of a release that also changes, `madeAnew` tells more.
  const { suspend: _, ...rest } = mapAt(next, 'spec');
  const { suspend: __, ...before } = mapAt(old, 'spec');
  if (next.kind === 'HelmRelease' && canonical(rest) !== canonical(before)) return [];
  const message = `${next.kind} ${next.metadata.name} is suspended: ${SUSPENDED[next.kind] ?? 'nothing of it is done'} until it is not`;
  return [risk('held', message)];
}

/** Without verification whoever can push decides what is applied. */
function unverified(old: KubernetesObject, next: KubernetesObject): Risk[] {
  const path = next.kind === 'HelmRelease' ? ['spec', 'chart', 'spec', 'verify'] : ['spec', 'verify'];
  if (valueAt(old, ...path) === undefined || valueAt(next, ...path) !== undefined) return [];
  return [noLongerVerified(next)];
}

/** The risk of an object of Flux whose source carries no signature any more. */
export function noLongerVerified({ kind, metadata: { name } }: KubernetesObject): Risk {
  const message = `${kind} ${name} no longer verifies signatures: whoever can push to it decides what is applied`;
  return risk('rights-widened', message);
}

/** Another account applies what an object of Flux brings. */
export function otherAccount(old: KubernetesObject, next: KubernetesObject): Risk[] {
  const [before, after] = [old, next].map((one) => textAt(one, 'spec', 'serviceAccountName'));
  if (before === after) return [];
  const what = `${next.kind} ${next.metadata.name}`;
  if (after === undefined)
    return [risk('rights-widened', `${what} no longer acts as ${before}, but with the rights of its controller`)];
  const message = `${what} acts as ${after} instead of ${before ?? 'with the rights of its controller'}: what that account may not do fails`;
  return [
    risk(before === undefined ? 'rights-narrowed' : 'rights-widened', message, before === undefined ? 'low' : 'medium'),
  ];
}

/** Objects that leave a folder stay in the cluster now, and nobody takes care of them. */
function keptBehind(old: KubernetesObject, next: KubernetesObject): Risk[] {
  const prunes = (one: KubernetesObject) => valueAt(one, 'spec', 'prune') === true;
  const orphans = (one: KubernetesObject) => textAt(one, 'spec', 'deletionPolicy') === 'Orphan';
  const what = `Kustomization ${next.metadata.name}`;
  return [
    ...(prunes(old) && !prunes(next)
      ? [
          risk(
            'orphan',
            `${what} no longer deletes what leaves its folder: it stays in the cluster without an owner`,
            'low',
          ),
        ]
      : []),
    ...(orphans(next) && !orphans(old)
      ? [risk('orphan', `${what} leaves what it applied in the cluster when it goes itself`, 'low')]
      : []),
  ];
}

/** Helm's force replaces by an update, which cannot change what is immutable either. */
function forced(old: KubernetesObject, next: KubernetesObject): Risk[] {
  const message = `HelmRelease ${next.metadata.name} forces its upgrades: Helm never deletes and makes anew, so that what cannot be changed fails as before`;
  return becomes(old, next, 'spec', 'upgrade', 'force') ? [risk('held', message, 'low')] : [];
}
