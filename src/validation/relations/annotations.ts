import { shown } from '../../kubernetes/field-path';
import { fitsFormat } from '../checks/formats';
import { Report } from '../checks/report';
import { Fields } from '../checks/rule';
import { isGiven, mapOf, textOf } from '../checks/values';
import { containersOf } from './pod';

const SECCOMP_POD = 'seccomp.security.alpha.kubernetes.io/pod';
const SECCOMP_CONTAINER = 'container.seccomp.security.alpha.kubernetes.io/';
const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/';
const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';
const MIRROR = 'kubernetes.io/config.mirror';

function annotationsOf(object: Fields): Fields {
  return mapOf(mapOf(object['metadata'])['annotations']);
}

function isSeccomp(value: string): boolean {
  if (['runtime/default', 'docker/default', 'unconfined'].includes(value)) return true;
  return value.startsWith('localhost/') && fitsFormat('pathBelow', value.slice('localhost/'.length));
}

function isInt32(value: string): boolean {
  return /^(?:0|-?[1-9][0-9]*|\+?[1-9][0-9]*)$/.test(value) && Math.abs(Number(value)) <= 2 ** 31 - 1;
}

/** Annotations of a pod that Kubernetes reads. */
export function podAnnotations(object: Fields, report: Report): void {
  const annotations = annotationsOf(object);
  const spec = mapOf(object['spec']);
  const add = (key: string, text: string) => report.add(['metadata', 'annotations', key], text);
  for (const key in annotations) {
    const value = textOf(annotations[key]);
    if ((key === SECCOMP_POD || key.startsWith(SECCOMP_CONTAINER)) && !isSeccomp(value)) {
      add(key, `is ${shown(value)}: use runtime/default, unconfined or localhost/ and a file`);
    }
    if (key.startsWith(APP_ARMOR)) {
      const name = key.slice(APP_ARMOR.length);
      if (!containersOf(spec).some(([, container]) => container['name'] === name)) {
        add(key, `names no container of the pod: correct ${shown(name)}`);
      }
      if (!['', 'runtime/default', 'unconfined'].includes(value) && !value.startsWith('localhost/')) {
        add(key, `is ${shown(value)}: use runtime/default, unconfined or localhost/ and a profile`);
      }
    }
  }
  if (MIRROR in annotations && textOf(spec['nodeName']) === '') add(MIRROR, 'marks a static pod: set spec.nodeName');
  if (DELETION_COST in annotations && !isInt32(textOf(annotations[DELETION_COST]))) {
    add(DELETION_COST, `is ${shown(annotations[DELETION_COST])}: give a whole number`);
  }
}

const SECCOMP_VALUES: Readonly<Record<string, readonly string[]>> = {
  Unconfined: ['unconfined'],
  RuntimeDefault: ['runtime/default', 'docker/default'],
};

function disagrees(
  annotation: unknown,
  profile: unknown,
  values: Readonly<Record<string, readonly string[]>>,
): boolean {
  if (typeof annotation !== 'string' || !isGiven(profile)) return false;
  const { type, localhostProfile } = mapOf(profile);
  if (type === 'Localhost') return annotation !== `localhost/${textOf(localhostProfile)}`;
  return values[textOf(type)]?.includes(annotation) === false;
}

const DIFFERS = 'differs from the annotation of the same meaning: leave the annotation out';

/** Seccomp profiles in annotations and in fields agree. */
export function seccompAnnotations(object: Fields, report: Report): void {
  const annotations = annotationsOf(object);
  const spec = mapOf(object['spec']);
  const ofPod = mapOf(spec['securityContext'])['seccompProfile'];
  if (disagrees(annotations[SECCOMP_POD], ofPod, SECCOMP_VALUES)) {
    report.add(['spec', 'securityContext', 'seccompProfile'], DIFFERS);
  }
  for (const [path, container] of containersOf(spec)) {
    const profile = mapOf(container['securityContext'])['seccompProfile'];
    if (!disagrees(annotations[SECCOMP_CONTAINER + textOf(container['name'])], profile, SECCOMP_VALUES)) continue;
    report.add(['spec', ...path, 'securityContext', 'seccompProfile'], DIFFERS);
  }
}

const APP_ARMOR_VALUES = { Unconfined: ['unconfined'], RuntimeDefault: ['runtime/default'] };

/** AppArmor profiles in annotations and in fields agree. */
export function appArmorAnnotations(object: Fields, report: Report): void {
  const annotations = annotationsOf(object);
  const spec = mapOf(object['spec']);
  if (mapOf(spec['os'])['name'] === 'windows') return;
  const ofPod = mapOf(spec['securityContext'])['appArmorProfile'];
  for (const [path, container] of containersOf(spec)) {
    const profile = mapOf(container['securityContext'])['appArmorProfile'] ?? ofPod;
    if (!disagrees(annotations[APP_ARMOR + textOf(container['name'])], profile, APP_ARMOR_VALUES)) continue;
    report.add(['spec', ...path, 'securityContext', 'appArmorProfile'], DIFFERS);
  }
}
