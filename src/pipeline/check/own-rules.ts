import { AcknowledgedRule, FleetRule } from '../../features/fleet';
import { quote } from '../../kubernetes/names';
import { KubernetesObject, objectName } from '../../kubernetes/objects';
import { Rule, RuleFinding } from '../../units/rule';

/** The program's own rules, and what it acknowledges of their findings. */
export interface OwnRules {
  readonly rules: readonly FleetRule[];
  readonly acknowledged: readonly AcknowledgedRule[];
  /** The fleet, as the place of problems of acknowledgements. */
  readonly fleet: string;
  /** The day that acknowledgements are valid at, as `YYYY-MM-DD`. */
  readonly today: string;
}

/** The rules that the program adds. */
export function ownRules({ rules, acknowledged, fleet, today }: OwnRules): Rule {
  const used = new Set<AcknowledgedRule>();
  return {
    *unit(files, at) {
      if (rules.length === 0) return;
      for (const object of files.flatMap((file) => file.objects)) {
        const name = objectName(object);
        for (const rule of rules) {
          const wrong = findingsOf(rule, object, name);
          if (wrong.length === 0) continue;
          const known = acknowledged.filter((one) => one.rule === rule.id && one.object === name);
          for (const one of known) used.add(one);
          if (known.some((one) => !hasEnded(one, today))) continue;
          for (const what of wrong) yield findingOf(rule, at, name, { what, ended: known[0]?.until });
        }
      }
    },
    *finish(): Iterable<RuleFinding> {
      for (const one of acknowledged) {
        if (used.has(one)) continue;
        const message = `acknowledgeRule ${quote(one.rule)} for ${one.object} fits nothing: take it out`;
        yield { at: fleet, id: 'unused-acknowledgement', severity: 'warning', message };
      }
    },
  };
}

function hasEnded({ until }: AcknowledgedRule, today: string): boolean {
  return until !== undefined && until < today;
}

/** A rule's findings about an object, each as a sentence. */
function findingsOf(rule: FleetRule, object: KubernetesObject, name: string): readonly string[] {
  // A copy as it is written: a rule must not change the output.
  const copy = JSON.parse(JSON.stringify(object)) as KubernetesObject;
  let found: unknown;
  try {
    found = rule.check(copy);
  } catch (error) {
    return [`the rule cannot judge ${name}, as its check throws ${quote((error as Error).message)}`];
  }
  if (found === undefined) return [];
  const list: readonly unknown[] = Array.isArray(found) ? found : [found];
  return list.map((one) =>
    typeof one === 'string' ? one : `the rule's check gives ${quote(one)} for ${name} instead of text`,
  );
}

function findingOf(
  { id, severity = 'error', todo }: FleetRule,
  at: string,
  object: string,
  { what, ended }: { readonly what: string; readonly ended: string | undefined },
): RuleFinding {
  const past = ended === undefined ? '' : ` (acknowledged until ${ended})`;
  const call = `fleet.acknowledgeRule(${JSON.stringify(id)}, { object: ${JSON.stringify(object)}, reason })`;
  return { id, at, severity, message: `${what}${past}: ${todo}; or, if it is right there, call ${call}` };
}
