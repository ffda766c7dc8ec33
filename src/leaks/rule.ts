import { yamlReader } from '../core/yaml-reader';
import { quote } from '../kubernetes/names';
import { KubernetesObject } from '../kubernetes/objects';
import { Rule, RuleFinding } from '../units/rule';
import { UnitFile } from '../units/unit';
import { LeakAcknowledgement } from './acknowledgement';
import { findLeaks, Leak } from './scan';

/** What the rule is told. */
export interface LeakOptions {
  /** What the program calls no secret. */
  readonly acknowledged: readonly LeakAcknowledgement[];
  /** The fleet, for what is wrong with these. */
  readonly fleet: string;
  /** Takes every credential that is found, so that no message shows it. */
  readonly hide: (values: readonly string[]) => void;
}

/**
 * No credential is in what goes out: every Secret is encrypted, and nothing else holds what looks like one. Runs over
 * every string of every object, base64 decoded. What it finds is said by kind and place, never by value.
 */
export function leaks({ acknowledged, fleet, hide }: LeakOptions): Rule {
  const used = new Set<LeakAcknowledgement>();
  return {
    id: 'leak',
    *unit(files, at) {
      for (const file of files) {
        for (const object of objectsOf(file)) {
          const found = findLeaks(object);
          const open = openLeaks(nameOf(object), found, acknowledged, used);
          for (const leak of open) {
            hide(leak.hidden);
            yield { at, id: leak.id, message: messageOf(object, leak) };
          }
          if (open.length < found.length) yield { at, message: '', severity: 'acknowledged' };
        }
      }
    },
    *finish(): Iterable<RuleFinding> {
      for (const one of acknowledged) {
        if (used.has(one)) continue;
        const message = `acknowledgeLeak ${quote(one.id)} for ${one.object}, ${one.field} fits nothing: take it out`;
        yield { at: fleet, id: 'unused-acknowledgement', severity: 'warning', message };
      }
    },
  };
}

/** The objects of a file as it is written: for one that is copied, what it says and not what is known of it. */
function objectsOf({ objects, verbatim }: UnitFile): readonly KubernetesObject[] {
  return verbatim === undefined ? objects : [yamlReader().parseDocument(verbatim).toJS() as KubernetesObject];
}

/** What of the leaks in an object is not acknowledged. */
function openLeaks(
  name: string,
  leaks: readonly Leak[],
  acknowledged: readonly LeakAcknowledgement[],
  used: Set<LeakAcknowledgement>,
): Leak[] {
  const open = leaks.filter((leak) => {
    const silenced = acknowledged.filter(
      (one) => one.id === leak.id && one.object === name && one.field === leak.field,
    );
    for (const one of silenced) used.add(one);
    return silenced.length === 0;
  });
  // What a value of an open Secret looks like is beside the point.
  const plain = new Set(open.filter(({ id }) => id === 'plain-secret').map(({ field }) => field));
  return open.filter(({ id, field }) => id === 'plain-secret' || !plain.has(field));
}

function messageOf(object: KubernetesObject, leak: Leak): string {
  const { id, what, field, line, decoded, fingerprint } = leak;
  const where = `${field}${line === undefined ? '' : `, line ${line}`}`;
  const how = [
    decoded > 0 ? `base64 decoded ${decoded === 1 ? 'once' : 'twice'}` : undefined,
    fingerprint === undefined ? undefined : `fingerprint ${fingerprint}`,
  ].filter((part) => part !== undefined);
  const remark = how.length > 0 ? ` (${how.join(', ')})` : '';
  const name = nameOf(object);
  return (
    `${name} has ${what} in ${where}${remark}: make it a Secret with Secret.sops, Secret.external or Secret.sealed; ` +
    `or, if it is none, call fleet.acknowledgeLeak({ id: ${JSON.stringify(id)}, object: ${JSON.stringify(name)}, ` +
    `field: ${JSON.stringify(field)}, reason })`
  );
}

/** An object as acknowledgements name it: `ConfigMap shop/settings`. */
function nameOf({ kind, metadata }: KubernetesObject): string {
  const { name, namespace } = metadata;
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}
