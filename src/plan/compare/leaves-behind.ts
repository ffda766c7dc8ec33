import { KubernetesObject } from '../../kubernetes/objects';
import { BuiltObject } from '../predict/build';
import { isSwitchedOff } from '../risk/risk-operator';
import { OPERATOR_GROUP } from '../tree/flux-spec';
import { valueAt } from '../tree/parse-manifests';
import { orphansAll } from './unit-changes';

/** The things that a Flux object leaves in the cluster when it is deleted; undefined if it deletes them. */
export function leavesBehind({ header }: BuiltObject, body: () => KubernetesObject): string | undefined {
  if (header.flux !== undefined) return orphansAll(header.flux) ? 'what it applied' : undefined;
  // flux-operator 0.59, resourceset_controller.go and fluxinstance_uninstaller.go: uninstall.
  if (header.group === OPERATOR_GROUP) return isSwitchedOff(body()) ? 'what it made' : undefined;
  if (header.kind !== 'HelmRelease' || header.group !== 'helm.toolkit.fluxcd.io') return undefined;
  // helm-controller uninstalls nothing of a suspended release (internal/reconcile of 1.6: reconcileDelete).
  return valueAt(body(), 'spec', 'suspend') === true ? 'what its chart installed' : undefined;
}
