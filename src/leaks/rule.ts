import { yamlReader } from '../core/yaml-reader';
import { quote } from '../kubernetes/names';
import { KubernetesObject, objectName } from '../kubernetes/objects';
import { Rule, RuleFinding } from '../units/rule';
import { UnitFile } from '../units/unit';
import { LeakAcknowledgement } from './acknowledgement';
import { findLeaks, Leak } from './scan';

/** Options of {@link leaks}. */
export interface LeakOptions {
  /** The program's false positives. */
  readonly acknowledged: readonly LeakAcknowledgement[];
  /** The fleet, as the place of problems of these. */
  readonly fleet: string;
  /** Called with every credential that is found, so that it is redacted in messages. */
  readonly hide: (values: readonly string[]) => void;
}

/**
 * No credential reaches the output: every Secret is encrypted, and no other object contains anything that looks like a
 * credential. Checks every string of every object, with base64 decoded. Messages tell the kind and the place of a
 * finding, never its value.
 */
export function leaks({ acknowledged, fleet, hide }: LeakOptions): Rule {
  const used = new Set<LeakAcknowledgement>();
  return {
    *unit(files, at) {
      for (const file of files) {
        for (const object of objectsOf(file)) {
          const found = findLeaks(object);
          const name = objectName(object);
          const open = found.filter((leak) => !isAcknowledged(name, leak, acknowledged, used));
          for (const leak of withoutRepetitions(open)) {
            hide(leak.hidden);
            yield { at, id: leak.id, message: messageOf(object, leak) };
          }
          if (open.length < found.length)
            yield { id: 'leak', at, message: `${name} has acknowledged leaks`, acknowledged: true };
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

/** The objects of a file as written. A copied file is parsed, as its objects may lack parts of its text. */
function objectsOf({ objects, verbatim }: UnitFile): readonly KubernetesObject[] {
  return verbatim === undefined ? objects : [yamlReader().parseDocument(verbatim).toJS() as KubernetesObject];
}

/** @param used takes the acknowledgements that apply */
function isAcknowledged(
  name: string,
  leak: Leak,
  acknowledged: readonly LeakAcknowledgement[],
  used: Set<LeakAcknowledgement>,
): boolean {
  const applying = acknowledged.filter((one) => one.id === leak.id && one.object === name && one.field === leak.field);
  for (const one of applying) used.add(one);
  return applying.length > 0;
}

/** A value of an unencrypted Secret is reported as such, and not again for its looks. */
function withoutRepetitions(leaks: readonly Leak[]): Leak[] {
  const plain = new Set(leaks.filter(({ id }) => id === 'plain-secret').map(({ field }) => field));
  return leaks.filter(({ id, field }) => id === 'plain-secret' || !plain.has(field));
}

function messageOf(object: KubernetesObject, leak: Leak): string {
  const { id, what, field, line, decoded, fingerprint } = leak;
  const where = `${field}${line === undefined ? '' : `, line ${line}`}`;
  const how = [
    decoded > 0 ? `base64 decoded ${decoded === 1 ? 'once' : 'twice'}` : undefined,
    fingerprint === undefined ? undefined : `fingerprint ${fingerprint}`,
  ].filter((part) => part !== undefined);
  const remark = how.length > 0 ? ` (${how.join(', ')})` : '';
  const name = objectName(object);
  return (
    `${name} has ${what} in ${where}${remark}: make it a Secret with Secret.sops, Secret.external or Secret.sealed; ` +
    `or, if it is none, call fleet.acknowledgeLeak({ id: ${JSON.stringify(id)}, object: ${JSON.stringify(name)}, ` +
    `field: ${JSON.stringify(field)}, reason })`
  );
}
