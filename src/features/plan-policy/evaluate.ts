import { defined } from '../../core/defined';
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

/** Where policies hold. */
export interface Judging {
  /** The place of what concerns the plan as a whole: the fleet. */
  readonly at: string;
  /** The day, as `YYYY-MM-DD`. */
  readonly today: string;
  /** The file with policies and acknowledgements, if they are not in a program. */
  readonly file?: string;
}

/** A report with what policies find in it, errors first. */
export function judged(report: PlanReport, policies: PlanPolicies, judging: Judging): PlanReport {
  const found = policyFindings(policies, report, judging);
  const rank = ({ severity }: GuardFinding) => (severity === 'error' ? 0 : 1);
  return { ...report, findings: [...report.findings, ...found].sort((a, b) => rank(a) - rank(b)) };
}

/** The findings of policies in a plan. Acknowledged ones are warnings with the reason. */
function policyFindings(
  { policies, acknowledged }: PlanPolicies,
  report: PlanReport,
  { at, today, file }: Judging,
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
        return [findingOf(policy, judged, { wrong, at, file, valid, ended: known[0]?.until })];
      });
  });
  const needless = acknowledged
    .filter((one) => !used.has(one))
    .map(({ policy, object }): GuardFinding => ({
      id: 'acknowledgement-needless',
      severity: 'warning',
      at,
      clusters: [],
      message:
        file === undefined
          ? `acknowledgePlanPolicy ${JSON.stringify(policy)} for ${object} fits nothing in this plan: take it out`
          : `the acknowledgement of ${policy} for ${object} fits nothing in this plan: take it out of ${file}`,
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

/** The verdict of a policy: its problem, or undefined. */
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
    readonly at: string;
    readonly file: string | undefined;
    readonly valid: AcknowledgedPolicy | undefined;
    readonly ended: string | undefined;
  },
): GuardFinding {
  const what = entry === undefined ? '' : ` (${object} ${entry.action}, ${clusterText(entry)})`;
  const head = `the policy ${id}, ${about.wrong}${what}`;
  const common = {
    id: 'plan-policy' as const,
    at: entry === undefined ? about.at : placeText(entry),
    clusters: entry?.clusters ?? [],
    ...defined({ object: entry?.object }),
  };
  if (about.valid !== undefined) {
    return { ...common, severity: 'warning', message: `${head}: acknowledged, ${about.valid.reason}` };
  }
  const ended = about.ended === undefined ? '' : ` (acknowledged until ${about.ended})`;
  const way =
    about.file === undefined
      ? `call fleet.acknowledgePlanPolicy(${JSON.stringify(id)}, { object: ${JSON.stringify(object)}, reason })`
      : `accept it with acknowledgedPolicies: [{ policy: ${id}, object: ${JSON.stringify(object)}, reason: '…' }] in ${about.file}`;
  return { ...common, severity, message: `${head}${ended}: ${todo}; or, if it is right there, ${way}` };
}
