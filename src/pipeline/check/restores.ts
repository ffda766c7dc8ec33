import { quote } from '../../kubernetes/names';
import { apiGroup } from '../../kubernetes/objects';
import { Rule } from '../../units/rule';

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
