import { apiGroup, KubernetesObject } from '../../kubernetes/objects';
import { podTemplate } from '../../kubernetes/pods/pod-spec';
import { listAt, textAt } from '../tree/parse-manifests';
import { containersOf } from './pod-template';
import { Risk, risk } from './risk';

/**
 * Flags by which Flux's controllers keep tenants apart, with what is possible without them (the multi-tenancy lockdown of
 * Flux's documentation). A flag given as `false` counts as missing.
 */
const LOCKS: ReadonlyArray<readonly [flag: string, without: string]> = [
  ['no-cross-namespace-refs', 'objects read sources, and watch objects, of other namespaces'],
  ['no-remote-bases', 'folders take in bases of other hosts'],
  ['default-service-account', 'objects that name no account act with the rights of the controller'],
  ['default-decryption-service-account', 'objects that name no account decrypt with the identity of the controller'],
  [
    'default-kubeconfig-service-account',
    'objects that name no account reach clusters with the identity of the controller',
  ],
];

/** Risks of a controller of Flux, or of the FluxInstance that installs it, that loses one of these flags. */
export function unlocked(old: KubernetesObject, next: KubernetesObject): Risk[] {
  const textsOf = KINDS[`${apiGroup(next.apiVersion)}/${next.kind}`];
  if (textsOf === undefined) return [];
  const [before, after] = [old, next].map((one) => flagsIn(textsOf(one)));
  const lost = LOCKS.filter(([flag]) => before!.has(flag) && !after!.has(flag));
  return lost.map(([flag, without]) =>
    risk('rights-widened', `${next.kind} ${next.metadata.name} no longer has --${flag}: ${without}`),
  );
}

/** Where the flags are, by kind. */
const KINDS: Readonly<Record<string, (object: KubernetesObject) => readonly string[]>> = {
  'apps/Deployment': (object) =>
    containersOf(podTemplate(object) ?? {}).flatMap(({ container }) =>
      ['args', 'command'].flatMap((field) => listAt(container, field).map(String)),
    ),
  'fluxcd.controlplane.io/FluxInstance': (object) =>
    listAt(object, 'spec', 'kustomize', 'patches').flatMap((one) => (textAt(one, 'patch') ?? '').split(/\s+/)),
};

function flagsIn(texts: readonly string[]): ReadonlySet<string> {
  const given = texts.flatMap((text) => {
    const [, flag, value = 'true'] = /^['"]?--([a-z-]+)(?:=(.*?))?['"]?$/.exec(text) ?? [];
    return flag === undefined || /^(?:false|0|f|)$/i.test(value) ? [] : [flag];
  });
  return new Set(given);
}
