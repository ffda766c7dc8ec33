import { quote } from '../../kubernetes/names';
import { readCrds } from '../../schema/custom';
import { isProjectSchemas, ProjectSchemas } from '../../schema/project';
import type { SchemaText } from './schema-files';

/** A kind's scope. */
type Scope = 'cluster' | 'namespace';

/** Custom resources of one statement. */
interface Added {
  readonly schema: string | ProjectSchemas;
  readonly scopes: ReadonlyArray<readonly [kind: string, scope: Scope]>;
}

/**
 * The custom resources that a program makes known. Of two statements about a kind, the program's own definitions win over those
 * of packages, and these over those that the library brings for its own objects, whatever their order; of two of one sort, the
 * later.
 */
export class FleetSchemas {
  private readonly standIns: Added[] = [];
  private readonly projects: Added[] = [];
  private readonly own: Added[] = [];
  private kept: ReadonlyMap<string, Scope> | undefined;

  /** Adds definitions of kinds that the library writes, for fleets that have no others. */
  addStandIn(crdYaml: string): void {
    if (this.standIns.some(({ schema }) => schema === crdYaml)) return;
    this.standIns.push(added({ text: crdYaml }));
    this.kept = undefined;
  }

  /**
   * Adds definitions.
   *
   * @throws Error that says what is wrong with them, after which nothing of them is added
   */
  add(given: unknown): void {
    this.kept = undefined;
    if (isProjectSchemas(given)) this.projects.push({ schema: given, scopes: Object.entries(given.kinds) });
    else if (typeof given === 'string') this.own.push(...schemaFiles().schemaTexts(given).map(added));
    else {
      throw new Error(
        `schema ${quote(given)} is neither CustomResourceDefinitions nor a project: give YAML, a path, or one of projects of cdk8s-flux-fleet-schemas`,
      );
    }
  }

  /** All, each after those that it replaces. */
  get all(): ReadonlyArray<string | ProjectSchemas> {
    return this.added.map(({ schema }) => schema);
  }

  /** The scopes of the kinds, by `group/Kind`. */
  get scopes(): ReadonlyMap<string, Scope> {
    return (this.kept ??= new Map(this.added.flatMap(({ scopes }) => scopes)));
  }

  private get added(): readonly Added[] {
    return [...this.standIns, ...this.projects, ...this.own];
  }
}

// Loaded with the first path or text: most programs give none.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const schemaFiles = () => require('./schema-files') as typeof import('./schema-files');

function added({ at, text }: SchemaText): Added {
  return { schema: text, scopes: definedIn(at, text) };
}

function definedIn(at: string | undefined, text: string): Added['scopes'] {
  try {
    return readCrds(text).map(
      ({ group, kind, namespaced }) => [`${group}/${kind}`, namespaced ? 'namespace' : 'cluster'] as const,
    );
  } catch (error) {
    const where = at === undefined ? '' : `schema ${quote(at)} cannot be used: `;
    throw new Error(`${where}${(error as Error).message}`, { cause: error });
  }
}
