import type { GuardFinding } from '../../plan/guard/finding';
import { formatObject } from '../../plan/objects/comparison';
import { formatJson } from '../../plan/report/format-report';
import type { PlanReport, ReportEntry } from '../../plan/report/plan-report';
import { clusterText, placeText } from '../../plan/report/report';
import { celEngine, celEnvironment } from '../../schema/cel-engine';
import { celValue } from '../../schema/cel-value';
import { AcknowledgedPolicy, PlanPolicies, PlanPolicy, variablesOf } from './policy';

/** Something that a policy judges. */
interface Judged {
  /** How acknowledgements name it. */
  readonly object: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly entry?: ReportEntry;
}

/** How acknowledgements name the plan as a whole. */
const WHOLE = 'plan';

/**
 * What policies find in a plan. Acknowledged findings are warnings with the reason.
 *
 * @param fleet the fleet, as the place of what concerns it
 * @param today as `YYYY-MM-DD`
 */
export function policyFindings(
  { policies, acknowledged }: PlanPolicies,
  report: PlanReport,
  fleet: string,
  today: string,
): GuardFinding[] {
  if (policies.length === 0 && acknowledged.length === 0) return [];
  const used = new Set<AcknowledgedPolicy>();
  const all = judgedOf(report);
  const findings = policies.flatMap((policy) => {
    const judge = judgeOf(policy);
    return all
      .filter(({ entry }) => (entry === undefined) === (policy.each === 'plan'))
      .flatMap((judged) => {
        const wrong = judge(judged.variables);
        if (wrong === undefined) return [];
        const known = acknowledged.filter((one) => one.policy === policy.id && one.object === judged.object);
        for (const one of known) used.add(one);
        const valid = known.find(({ until }) => until === undefined || until >= today);
        return [findingOf(policy, judged, { wrong, fleet, valid, ended: known[0]?.until })];
      });
  });
  const needless = acknowledged
    .filter((one) => !used.has(one))
    .map(({ policy, object }): GuardFinding => ({
      ...{ id: 'acknowledgement-needless', severity: 'warning', at: fleet, clusters: [] },
      message: `acknowledgePlanPolicy ${JSON.stringify(policy)} for ${object} fits nothing in this plan: take it out`,
    }));
  return [...findings, ...needless];
}

/** Each change, and the plan as a whole, as the variables of expressions. */
function judgedOf(report: PlanReport): Judged[] {
  const engine = celEngine();
  const json = JSON.parse(formatJson(report)) as { readonly entries: readonly unknown[] };
  const plan = celValue(engine, json, undefined);
  return [
    { object: WHOLE, variables: { plan } },
    ...report.entries.map((entry, at) => ({
      object: formatObject(entry.object),
      variables: { plan, change: celValue(engine, json.entries[at], undefined) },
      entry,
    })),
  ];
}

/** What is wrong by a policy; undefined for nothing. */
function judgeOf(policy: PlanPolicy): (variables: Judged['variables']) => string | undefined {
  const failed = (error: unknown) => {
    const [line = ''] = (error as Error).message.split('\n');
    return `the policy cannot be judged, ${JSON.stringify(line.trim())}`;
  };
  try {
    const program = celEnvironment(variablesOf(policy)).parse(policy.expression);
    return (variables) => {
      try {
        return program(variables) === true ? undefined : policy.message;
      } catch (error) {
        return failed(error);
      }
    };
  } catch (error) {
    const message = failed(error);
    return () => message;
  }
}

function findingOf(
  { id, severity = 'error', todo }: PlanPolicy,
  { object, entry }: Judged,
  about: {
    readonly wrong: string;
    readonly fleet: string;
    readonly valid: AcknowledgedPolicy | undefined;
    readonly ended: string | undefined;
  },
): GuardFinding {
  const what = entry === undefined ? '' : ` (${object} ${entry.action}, ${clusterText(entry)})`;
  const head = `the policy ${id}, ${about.wrong}${what}`;
  const common = {
    id: 'plan-policy' as const,
    at: entry === undefined ? about.fleet : placeText(entry),
    clusters: entry?.clusters ?? [],
    ...(entry === undefined ? {} : { object: entry.object }),
  };
  if (about.valid !== undefined) {
    return { ...common, severity: 'warning', message: `${head}: acknowledged, ${about.valid.reason}` };
  }
  const ended = about.ended === undefined ? '' : ` (acknowledged until ${about.ended})`;
  const call = `fleet.acknowledgePlanPolicy(${JSON.stringify(id)}, { object: ${JSON.stringify(object)}, reason })`;
  return { ...common, severity, message: `${head}${ended}: ${todo}; or, if it is right there, call ${call}` };
}
