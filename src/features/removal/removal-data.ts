import { quote } from '../../kubernetes/names';
import { Removal, RemovalOptions } from '../../plan/guard/removal';
import { Data, DataOf, loadData, MappedShape, Shape } from '../data';
import { FleetScope } from '../fleet';

const SCOPE = Data.object({
  clusters: Data.list(Data.string()).optional(),
  environments: Data.list(Data.string()).optional(),
});

const FIELDS = {
  tenant: Data.string().optional(),
  app: Data.string().optional(),
  component: Data.string().optional(),
  cluster: Data.string().optional(),
  machines: Data.string().optional(),
  environment: Data.string().optional(),
  object: Data.object({
    kind: Data.string(),
    name: Data.string(),
    namespace: Data.string().optional(),
    group: Data.string().optional(),
    contents: Data.boolean().optional(),
  }).optional(),
  rename: Data.object({
    kind: Data.string(),
    namespace: Data.string().optional(),
    from: Data.string(),
    to: Data.string(),
  }).optional(),
  reason: Data.string(),
  on: SCOPE.optional(),
  until: Data.string().optional(),
} as const;

type Given = DataOf<typeof FIELDS>;

/** Kinds of elements that can be removed; an app is removed with its tenant's name. */
const KINDS = ['tenant', 'component', 'cluster', 'machines', 'environment', 'object', 'rename'] as const;

/** The conditions of {@link removalProblems}, as a JSON schema. */
const ONE_KIND = { oneOf: KINDS.map((kind) => ({ required: [kind] })), dependencies: { app: ['tenant'] } };

/**
 * Shape of a {@link Removal} in a data file: one of `tenant` (with `app` for one of its apps), `component`, `cluster`,
 * `machines`, `environment`, `object` and `rename`, with `reason`, and with `on` and `until` as in {@link RemovalOptions}.
 *
 * @example
 * const team = Data.object({ owners: Data.list(Data.string()), removed: Data.list(removalShape()).optional() });
 */
export function removalShape(): Shape<Removal> {
  return new MappedShape(
    Data.object(FIELDS),
    (given, location, report) => {
      const problems = removalProblems(given);
      const removal = problems.length === 0 ? removalOf(given) : undefined;
      for (const message of [...problems, ...(removal?.problems ?? [])]) report(location, message);
      return removal?.problems.length === 0 ? removal : undefined;
    },
    ONE_KIND,
  );
}

/**
 * Declares removals from data files, each a list of {@link removalShape}. Whoever deletes a team's data file can thus
 * also declare in data that its namespaces are meant to go.
 *
 * @param from a file, or a folder whose YAML, JSON and CSV files are read; relative to the working directory
 *
 * @example
 * loadRemovals(fleet, 'removed.yaml');
 */
export function loadRemovals<C extends object>(
  fleet: FleetScope<C> & { declare(...removals: readonly Removal[]): void },
  from: string,
): void {
  for (const { data } of loadData(fleet, from, Data.list(removalShape()))) fleet.declare(...data);
}

function removalProblems(given: Given): string[] {
  if (given.app !== undefined && given.tenant === undefined) {
    return [`a removal names the app ${quote(given.app)} of no tenant: give its tenant as well`];
  }
  const kinds = KINDS.filter((kind) => given[kind] !== undefined);
  const choice = KINDS.join(', ');
  if (kinds.length !== 1) {
    const what = kinds.length === 0 ? 'a removal names nothing' : `a removal names ${kinds.join(' and ')}`;
    return [`${what}: give one of ${choice}`];
  }
  return [];
}

function removalOf({
  tenant,
  app,
  component,
  cluster,
  machines,
  environment,
  object,
  rename,
  ...options
}: Given): Removal {
  const said: RemovalOptions = options;
  if (tenant !== undefined) return app === undefined ? Removal.tenant(tenant, said) : Removal.app(tenant, app, said);
  if (component !== undefined) return Removal.component(component, said);
  if (machines !== undefined) return Removal.machines(machines, said);
  if (cluster !== undefined) return Removal.cluster(cluster, said);
  if (environment !== undefined) return Removal.environment(environment, said);
  return object === undefined ? Removal.rename(rename!, said) : Removal.object(object, said);
}
