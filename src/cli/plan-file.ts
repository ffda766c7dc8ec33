import { flag, list, mapOf, object, oneOf, Options, required, text } from '../core/options';
import { isDate } from '../core/today';
import type { AcknowledgedPolicy, PlanPolicy } from '../features/plan-policy';
import { isAcknowledgeable } from '../plan/guard/acknowledgement';
import { GUARD_FINDINGS } from '../plan/guard/finding';
import { GUARD_LIMITS } from '../plan/guard/limits';
import { formatRemoval } from '../plan/guard/removal';
import { Acknowledgement, GuardLimits, Removal, RemovalOptions, RemovedObject } from '../plan-entry';

/** The YAML file of a plan that compares two trees, as it is written. */
export interface PlanFile {
  readonly clusters?: Readonly<Record<string, string>>;
  readonly charts?: string;
  readonly guard?: GuardLimits;
  readonly removals?: readonly RemovalEntry[];
  readonly acknowledged?: readonly Acknowledgement[];
  readonly policies?: readonly PlanPolicy[];
  readonly acknowledgedPolicies?: readonly AcknowledgedPolicy[];
}

/** One declared removal: one of the things, with its reason. */
interface RemovalEntry extends Pick<RemovalOptions, 'reason' | 'until'> {
  readonly cluster?: string;
  readonly environment?: string;
  readonly tenant?: string;
  readonly component?: string;
  readonly machines?: string;
  readonly app?: { readonly tenant: string; readonly name: string };
  readonly object?: RemovedObject;
  readonly rename?: Parameters<typeof Removal.rename>[0];
  readonly on?: { readonly clusters?: readonly string[]; readonly environments?: readonly string[] };
}

const THINGS = ['cluster', 'environment', 'tenant', 'component', 'machines', 'app', 'object', 'rename'] as const;

const REMOVAL = object<RemovalEntry>({
  cluster: text,
  environment: text,
  tenant: text,
  component: text,
  machines: text,
  app: object<NonNullable<RemovalEntry['app']>>({ tenant: required(text), name: required(text) }),
  object: object<RemovedObject>({
    kind: required(text),
    name: required(text),
    namespace: text,
    group: text,
    contents: flag,
  }),
  rename: object<NonNullable<RemovalEntry['rename']>>({
    kind: required(text),
    namespace: text,
    from: required(text),
    to: required(text),
  }),
  reason: required(text),
  until: text,
  on: object<NonNullable<RemovalEntry['on']>>({ clusters: list(text), environments: list(text) }),
});

const ACKNOWLEDGEMENT = object<Acknowledgement>({
  finding: required(oneOf(...GUARD_FINDINGS)),
  reason: required(text),
  object: object<NonNullable<Acknowledgement['object']>>({
    kind: required(text),
    name: required(text),
    namespace: text,
  }),
  kustomization: text,
  clusters: list(text),
  until: text,
});

// Loaded with a file that may have policies.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const planPolicy = () => require('../features/plan-policy') as typeof import('../features/plan-policy');

/** The keys of the file with their types. */
export function planFileOptions(file: string): Options<PlanFile> {
  const { ACKNOWLEDGED_POLICY, PLAN_POLICY } = planPolicy();
  return Options.of<PlanFile>(file, {
    clusters: mapOf(text),
    charts: text,
    guard: GUARD_LIMITS,
    removals: list(REMOVAL),
    acknowledged: list(ACKNOWLEDGEMENT),
    policies: list(PLAN_POLICY),
    acknowledgedPolicies: list(ACKNOWLEDGED_POLICY),
  });
}

/** The declared removals of a file, each with its faults. */
export function removalsOf({ removals = [] }: PlanFile): ReadonlyArray<{
  readonly removal: Removal;
  readonly problems: readonly string[];
}> {
  return removals.map((entry, index) => {
    const at = `removals[${index}]`;
    const named = THINGS.filter((thing) => entry[thing] !== undefined);
    const removal = removalOf(entry);
    const problems = removal.problems.map((problem) => problem.replace(formatRemoval(removal.spec), at));
    if (named.length === 1) return { removal, problems };
    const wrong = named.length === 0 ? 'names nothing that goes' : `names ${named.join(' and ')} at once`;
    return { removal, problems: [`${at} ${wrong}: give one of ${THINGS.join(', ')}`] };
  });
}

function removalOf(entry: RemovalEntry): Removal {
  const { cluster, environment, tenant, component, machines, app, object: one, rename, ...options } = entry;
  if (one !== undefined) return Removal.object(one, options);
  if (rename !== undefined) return Removal.rename(rename, options);
  if (app !== undefined) return Removal.app(app.tenant, app.name, options);
  if (machines !== undefined) return Removal.machines(machines, options);
  if (component !== undefined) return Removal.component(component, options);
  if (tenant !== undefined) return Removal.tenant(tenant, options);
  return environment === undefined
    ? Removal.cluster(cluster ?? '', options)
    : Removal.environment(environment, options);
}

/** Faults of the acknowledgements of a file. */
export function acknowledgementsOf({ acknowledged = [] }: PlanFile): string[] {
  return acknowledged.flatMap(({ finding, reason, until }, index) => {
    const at = `acknowledged[${index}]`;
    return [
      ...(isAcknowledgeable(finding)
        ? []
        : [
            `${at} is for ${JSON.stringify(finding)}, which is a loss or an unknown base: declare what goes in removals`,
          ]),
      ...(reason.trim() === '' ? [`${at} gives reason ${JSON.stringify(reason)}: say why it is right`] : []),
      ...(until === undefined || isDate(until)
        ? []
        : [`${at} ends on ${JSON.stringify(until)}, which is no date: give one as YYYY-MM-DD`]),
    ];
  });
}

/** Faults of the policies of a file, and of what it acknowledges of them. */
export function policyFaults({ policies = [], acknowledgedPolicies = [] }: PlanFile): string[] {
  const { checkAcknowledgedPolicy, checkPlanPolicy } = planPolicy();
  return [
    ...policies.flatMap((policy, index) => checkPlanPolicy(policy, policies.slice(0, index))),
    ...acknowledgedPolicies.flatMap(({ policy, ...given }) => [
      ...checkAcknowledgedPolicy(policy, given),
      ...(policies.some(({ id }) => id === policy)
        ? []
        : [`acknowledgedPolicies names the policy ${JSON.stringify(policy)}, which is not there: take it out`]),
    ]),
  ];
}
