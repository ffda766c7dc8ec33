import { defined } from '../../core/defined';
import { Place } from '../conventions/place';
import { RemovalSpec, RemovedThing, formatRemoval } from './removal';

/** The places that a declaration names. */
export interface DeclaredOn {
  readonly clusters?: readonly string[];
  readonly environments?: readonly string[];
}

/** Words that a YAML reader takes for text as they are. */
const PLAIN = /^(?!(?:true|false|null|yes|no|on|off|y|n)$)[A-Za-z][\w./-]*$/i;

/** Advice for a removal that is meant, by what goes. */
const CALLS: Readonly<Record<RemovedThing['what'], (args: string) => string>> = {
  app: (args) => `declare it with Removal.app(${args})`,
  cluster: (args) => `declare it with Removal.cluster(${args})`,
  component: (args) => `declare it with Removal.component(${args})`,
  environment: (args) => `declare it with Removal.environment(${args})`,
  machines: (args) => `declare it with Removal.machines(${args})`,
  object: (args) => `declare it with Removal.object(${args})`,
  rename: (args) => `declare it with Removal.rename(${args})`,
  tenant: (args) => `declare it with Removal.tenant(${args})`,
};

/** How advice says what to declare: in the program, or in a file where there is none. */
export class Advice {
  /**
   * @param file the file that holds declarations; undefined for the program
   * @param isProgram whether a program of this library writes the trees, so that advice may name its options
   */
  constructor(
    private readonly file: string | undefined,
    public readonly isProgram: boolean,
  ) {}

  /** Where declarations are. */
  public get holder(): string {
    return this.file ?? 'the program';
  }

  /** Advice for a removal that is meant: the declaration to write. */
  public declare(thing: RemovedThing, on: DeclaredOn = {}): string {
    const { clusters = [], environments = [] } = on;
    const places = defined({
      environments: environments.length > 0 ? environments : undefined,
      clusters: clusters.length > 0 ? clusters : undefined,
    });
    const options = { reason: '…', ...defined({ on: Object.keys(places).length > 0 ? places : undefined }) };
    if (this.file === undefined) return CALLS[thing.what](`${inCode(thing)}, ${code(options)}`);
    return `declare it with removals: [${flow({ [thing.what]: inFile(thing), ...options })}] in ${this.file}`;
  }

  /** A declaration in messages. */
  public describe(spec: RemovalSpec): string {
    const on = [...(spec.environments ?? []), ...(spec.clusters ?? [])];
    const what = this.file === undefined ? formatRemoval(spec) : `the removal of ${namedText(spec)}`;
    return `${what}${on.length > 0 ? ` on ${on.join(', ')}` : ''}`;
  }
}

/** The component or app of a place; undefined for places of neither. */
export function elementText({ component, tenant, app }: Place): string | undefined {
  if (app !== undefined && tenant !== undefined) return namedText({ what: 'app', tenant, name: app });
  return component === undefined ? undefined : `component ${component}`;
}

/** A removed thing without a program's words. */
export function namedText(thing: RemovedThing): string {
  switch (thing.what) {
    case 'app':
      return `app ${thing.name} of tenant ${thing.tenant}`;
    case 'object':
      return `${thing.kind} ${thing.namespace === undefined ? '' : `${thing.namespace}/`}${thing.name}`;
    case 'rename':
      return `${thing.kind} ${thing.from}, renamed to ${thing.to}`;
    case 'machines':
      return `the machines of cluster ${thing.name}`;
    default:
      return `${thing.what} ${thing.name}`;
  }
}

function inCode(thing: RemovedThing): string {
  if (thing.what === 'app') return `${code(thing.tenant)}, ${code(thing.name)}`;
  return code(inFile(thing));
}

/** The thing, as a declaration in a file names it. */
function inFile(thing: RemovedThing): object | string {
  if (thing.what === 'app') return { tenant: thing.tenant, name: thing.name };
  if (thing.what !== 'object' && thing.what !== 'rename') return thing.name;
  const { what: _what, ...named } = thing;
  return named;
}

/** A value as TypeScript. */
function code(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (Array.isArray(value)) return `[${value.map(code).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  return `{ ${Object.entries(value)
    .map(([key, one]) => `${key}: ${code(one)}`)
    .join(', ')} }`;
}

/** A value as YAML on one line. */
function flow(value: unknown): string {
  if (typeof value === 'string') return PLAIN.test(value) ? value : `'${value.replaceAll("'", "''")}'`;
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  return `{ ${Object.entries(value)
    .map(([key, one]) => `${key}: ${flow(one)}`)
    .join(', ')} }`;
}
