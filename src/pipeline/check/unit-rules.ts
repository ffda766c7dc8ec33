import { refusalsOf } from '../../features/policies';
import { quote } from '../../kubernetes/names';
import { apiGroup, KubernetesObject } from '../../kubernetes/objects';
import { Admission } from '../../units/admission';
import { Rule } from '../../units/rule';

/* Rules that hold for every unit alike, without settings of the fleet. */

/** No unit is empty: kustomize refuses a directory without resources, and Flux would prune all of its old objects. */
export const emptyUnits: Rule = {
  *unit(files, at) {
    if (files.every((file) => file.objects.length === 0)) {
      yield { id: 'empty-unit', at, message: 'renders no object at all: add one, or narrow the placement' };
    }
  },
};

/** Velero runs a Restore as soon as it is there (pkg/controller/restore_controller.go, 1.18.3). */
export const restores: Rule = {
  *unit(files, at) {
    for (const { apiVersion, kind, metadata } of files.flatMap(({ objects }) => objects)) {
      if (kind !== 'Restore' || apiGroup(String(apiVersion)) !== 'velero.io') continue;
      const name = quote(`${metadata.namespace === undefined ? '' : `${metadata.namespace}/`}${metadata.name}`);
      const why = 'Velero runs it as soon as it is there, so that it would run again on each cluster that is rebuilt';
      const message = `Restore ${name} is no state that a repository can hold, because ${why}: take it out, and run velero restore create, as flux-fleet recover says`;
      yield { id: 'restore-in-git', at, message };
    }
  },
};

/**
 * A tenant's objects, and those of the platform in a tenant's namespace, pass the admission policies of the cluster, which are evaluated here as the API server will. They
 * hold at synthesis also where a cluster goes without them.
 */
export const tenantRules: Rule = {
  *unit(files, at, _versions, admission) {
    if (admission === undefined) return;
    for (const object of files.flatMap((file) => file.objects)) {
      for (const message of admissionsOf(object, admission).flatMap((one) => refusalsOf(object, one)))
        yield { id: 'tenant-rule', at, message: `${object.kind} ${quote(object.metadata.name)}: ${message}` };
    }
  },
};

/** The namespace that an object goes to, as admission sees it; nothing for one that belongs to no tenant. */
function admissionsOf(
  { metadata }: KubernetesObject,
  admission: Admission | readonly Admission[],
): readonly Admission[] {
  return 'user' in admission ? [admission] : admission.filter(({ namespace }) => namespace.name === metadata.namespace);
}
