import { byteLength, DNS_LABEL_MAX, quote } from '../kubernetes/names';
import { Rule } from './rule';

/** A Flux Kustomization's name goes into a label of all it applies, and labels end at 63 bytes. */
export const fluxNames: Rule = {
  id: 'flux-name',
  *unit(files, at) {
    for (const { kind, apiVersion, metadata } of files.flatMap((file) => file.objects)) {
      if (kind !== 'Kustomization' || !apiVersion.startsWith('kustomize.toolkit.fluxcd.io/')) continue;
      if (byteLength(metadata.name) <= DNS_LABEL_MAX) continue;
      yield {
        at,
        message: `Kustomization ${quote(metadata.name)} has a name of ${byteLength(metadata.name)} bytes, and Flux takes ${DNS_LABEL_MAX}: shorten the names it is made of`,
      };
    }
  },
};
