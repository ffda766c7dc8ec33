import { ChangeEffect, formatObject, ObjectName } from '../objects/comparison';
import { Risk, risk, RiskSeverity } from '../risk/risk';

/** Things that the deletion of an object deletes too, by its kind. */
const TAKES_ALONG: Readonly<Record<string, string>> = {
  '/Namespace': 'everything in it, whoever made it',
  '/PersistentVolume': 'its data, as its reclaim policy says',
  '/PersistentVolumeClaim': 'its data, as the reclaim policy says',
  'apiextensions.k8s.io/CustomResourceDefinition': 'all objects of its kind',
  'apps/StatefulSet': 'its pods',
  'fluxcd.controlplane.io/FluxInstance': 'Flux itself',
  'fluxcd.controlplane.io/ResourceSet': 'everything it made',
  'helm.toolkit.fluxcd.io/HelmRelease': 'everything its chart installed',
  'kustomize.toolkit.fluxcd.io/Kustomization': 'everything it applied',
};

/** Kinds that give rights as long as they are there. */
const GIVES_RIGHTS: ReadonlySet<string> = new Set(['ClusterRoleBinding', 'RoleBinding']);

/** Circumstances of an effect. */
export interface EffectDetails {
  /** Why Flux does it. */
  readonly reason?: string;
  /** Data or machines that go with the object. */
  readonly along?: string;
  /** Things that a Flux object leaves in the cluster when it is deleted. */
  readonly leaves?: string;
}

/**
 * Risks of an effect.
 *
 * @param goes whether the new tree lacks the object
 */
export function effectRisks(
  object: ObjectName,
  effect: ChangeEffect,
  goes: boolean,
  { reason, along: held, leaves }: EffectDetails = {},
): Risk[] {
  const what = formatObject(object);
  const why = reason === undefined ? '' : ` (${reason})`;
  if (leaves !== undefined && effect === 'pruned') {
    return [risk('deletion', `Flux deletes ${what}, and ${leaves} stays in the cluster${why}`, 'medium')];
  }
  const along = held ?? TAKES_ALONG[`${object.group}/${object.kind}`];
  const severity: RiskSeverity = along === undefined ? 'medium' : 'high';
  switch (effect) {
    case 'pruned':
      return [
        risk('deletion', `Flux deletes ${what}${along === undefined ? '' : ` and with it ${along}`}${why}`, severity),
      ];
    case 'orphaned':
      return [
        GIVES_RIGHTS.has(object.kind) && object.group === 'rbac.authorization.k8s.io'
          ? risk(
              'orphan',
              `${what} stays in the cluster and gives its rights until somebody deletes it by hand${why}`,
              'high',
            )
          : risk('orphan', `${what} stays in the cluster and nobody takes care of it any more${why}`),
      ];
    case 'race':
      return [
        risk(
          'race',
          goes
            ? `Flux may delete ${what}, or leave it in the cluster with nobody to take care of it${why}`
            : `Flux may delete ${what} and make it again${why}`,
        ),
      ];
    case 'refused':
      return goes ? [risk('held', `Flux cannot delete ${what}${why}, and its Kustomization fails until then`)] : [];
    case 'held':
      return [risk('held', `Flux does nothing about ${what}${why}`)];
    default:
      return [];
  }
}

/** Risks of changing immutable fields. */
export function immutableRisk(fields: readonly string[], effect: ChangeEffect): Risk[] {
  if (fields.length === 0) return [];
  const which = fields.join(', ');
  if (effect === 'replaced')
    return [risk('immutable', `${which} cannot be changed: Flux deletes the object and makes it again`)];
  return [
    risk(
      'immutable',
      `${which} cannot be changed: the API server refuses it, and its Kustomization fails until the object is replaced`,
    ),
  ];
}
