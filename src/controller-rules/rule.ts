import { isAtLeast, FluxVersion } from '../flux/version';
import { quote } from '../kubernetes/names';
import { KubernetesObject } from '../kubernetes/objects';
import { Fact } from './facts';
import { Fields } from './fields';
import { Kind } from './kinds';

/** The controllers whose sources were read, each at one release. */
export const CONTROLLERS = {
  'kustomize-controller': '1.9.5',
  'helm-controller': '1.6.2',
  'source-controller': '1.9.6',
  'notification-controller': '1.9.3',
  'image-reflector-controller': '1.2.1',
  'image-automation-controller': '1.2.1',
  'source-watcher': '2.2.1',
  'flux-operator': '0.59.0',
  flagger: '1.44.0',
  'cloudnative-pg': '1.28.0',
  keda: '2.21.0',
  'kube-controller-manager': '1.34.4',
  'kube-apiserver': '1.34.4',
  kubelet: '1.34.4',
} as const;

/** A controller whose sources were read. */
export type Controller = keyof typeof CONTROLLERS;

/** Part of a row that the documentation shows. */
export interface Row {
  /** Stable name. It acknowledges a warning. */
  readonly id: string;
  /** The controller that behaves so. */
  readonly controller: Controller;
  /** The file that decides it, within the controller's repository or module. */
  readonly file: string;
  /** The fields of an object that break the rule. */
  readonly when: string;
  /** The effect in the controller. */
  readonly then: string;
}

interface Decidable extends Row {
  readonly kind: Kind;
  /** `error`: it can never work. `warning`: it works, but not as the object says. */
  readonly severity: 'error' | 'warning';
}

/** Surroundings of an object. */
export interface ObjectContext {
  /** The cluster's Flux version. */
  readonly flux: FluxVersion;
  /** Namespace of the object; empty if unknown. */
  readonly namespace: string;
  readonly object: KubernetesObject;
}

/** Result of a check: messages without the object's name, or nothing. */
export type Messages = string | undefined | Iterable<string | undefined>;

/** A rule that one object decides. */
export interface ObjectRule extends Decidable {
  /** First Flux version that behaves so. @default - every supported one */
  readonly since?: FluxVersion;
  /** The field of the spec without which nothing is wrong. @default - every object is checked */
  readonly field?: string;
  /** Whether only controllers with the flags of the lockdown behave so: a warning where nobody says that they have them. */
  readonly underLockdown?: true;
  readonly check: (spec: Fields, context: ObjectContext) => Messages;
}

/** A fact at its place. */
export interface PlacedFact {
  readonly fact: Fact;
  /** Address of its unit. */
  readonly at: string;
  /** Directory of its unit. */
  readonly directory: string;
  /** Its namespace and name, as `namespace/name`. */
  readonly key: string;
}

/** All objects of one cluster, as far as rules read them. */
export interface ClusterObjects {
  readonly cluster: string;
  /** The facts of a kind, in the order of their identities. */
  readonly of: (kind: Kind) => readonly PlacedFact[];
  /** The object of a kind with this namespace and name. */
  readonly find: (kind: Kind, namespace: string, name: string) => PlacedFact | undefined;
  /** Whether an object with this `group/kind/namespace/name` exists. */
  readonly has: (identity: string) => boolean;
  /** The number of objects of each kind in a namespace, by `group/kind`. */
  readonly countsIn: (namespace: string) => ReadonlyMap<string, number>;
}

/** A problem of an object of a cluster. */
export interface ClusterFinding {
  readonly on: PlacedFact;
  /** Message without the object's name. */
  readonly message: string;
}

/** A rule that the objects of a cluster decide together. */
export interface ClusterRule extends Decidable {
  /** Whether the absence of an object breaks it, so that it says nothing about a part of a fleet. @default false */
  readonly needsAll?: boolean;
  readonly check: (objects: ClusterObjects) => Iterable<ClusterFinding>;
}

/** A condition that the program cannot decide, with the reason. */
export interface RuntimeRow extends Omit<Row, 'id'> {
  readonly reason: string;
}

const NONE: readonly string[] = [];

/** Problems of an object by one rule, as whole messages. */
export function messagesOf(rule: ObjectRule, spec: Fields, context: ObjectContext): readonly string[] {
  if (rule.since !== undefined && isAtLeast(context.flux, rule.since) === false) return NONE;
  const found = rule.check(spec, context);
  if (found === undefined) return NONE;
  let messages: string[] | undefined;
  for (const one of typeof found === 'string' ? [found] : found) {
    if (one !== undefined) (messages ??= []).push(`${nameOf(context.object)}: ${one}`);
  }
  return messages ?? NONE;
}

/** Kind, namespace and name of an object, for messages. */
export function nameOf({ kind, metadata }: Pick<KubernetesObject, 'kind' | 'metadata'>): string {
  const { name, namespace } = metadata ?? {};
  return `${kind} ${quote(namespace === undefined ? name : `${namespace}/${name}`)}`;
}
