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

/** Risks of a controller of Flux, or of the FluxInstance that installs it, whose flags leave more open, or more undone. */
export function unlocked(old: KubernetesObject, next: KubernetesObject): Risk[] {
  const textsOf = KINDS[`${apiGroup(next.apiVersion)}/${next.kind}`];
  if (textsOf === undefined) return [];
  const [before, after] = [flagsIn(textsOf(old)), flagsIn(textsOf(next))];
  const what = `${next.kind} ${next.metadata.name}`;
  const lost = LOCKS.filter(([flag]) => before.has(flag) && !after.has(flag));
  return [
    ...lost.map(([flag, without]) => risk('rights-widened', `${what} no longer has --${flag}: ${without}`)),
    ...otherAccounts(what, before, after),
    ...watchesLess(what, before, after),
  ];
}

type Flags = ReadonlyMap<string, string>;

/** The account for objects that name none. */
function otherAccounts(what: string, before: Flags, after: Flags): Risk[] {
  return [...before].flatMap(([flag, account]) => {
    const now = after.get(flag);
    if (!/^default-.*service-account$/.test(flag) || now === undefined || now === account) return [];
    const message = `${what} has --${flag}=${now} instead of ${account}: objects that name no account act as that one`;
    return [risk('rights-widened', message, 'medium')];
  });
}

/** Flags that leave objects to other controllers, of which there may be none. */
function watchesLess(what: string, before: Flags, after: Flags): Risk[] {
  const isNarrow = (flags: Flags) => OFF.test(flags.get('watch-all-namespaces') ?? '');
  const selected = (flags: Flags) => flags.get('watch-label-selector') ?? '';
  return [
    ...(isNarrow(after) && !isNarrow(before)
      ? [
          risk(
            'availability',
            `${what} no longer watches all namespaces: nobody reconciles objects outside of its own`,
            'high',
          ),
        ]
      : []),
    ...(selected(after) !== '' && selected(after) !== selected(before)
      ? [
          risk(
            'availability',
            `${what} watches objects with ${selected(after)} alone: the others need another controller`,
          ),
        ]
      : []),
  ];
}

/** The flags of a controller of Flux, or those that the patches of a FluxInstance give. */
export function controllerFlags(object: KubernetesObject): Flags {
  return flagsIn(KINDS[`${apiGroup(object.apiVersion)}/${object.kind}`]?.(object) ?? []);
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

/** A switch that is off. */
const OFF = /^(?:false|0|f)$/i;

/** Flags with their values. One of {@link LOCKS} given as `false`, or without a value, counts as missing. */
function flagsIn(texts: readonly string[]): Flags {
  const given = texts.flatMap((text): Array<[string, string]> => {
    const [, flag, value = 'true'] = /^['"]?--([a-z-]+)(?:=(.*?))?['"]?$/.exec(text) ?? [];
    if (flag === undefined) return [];
    const isOff = value === '' || OFF.test(value);
    return isOff && LOCKS.some(([lock]) => lock === flag) ? [] : [[flag, value]];
  });
  return new Map(given);
}
