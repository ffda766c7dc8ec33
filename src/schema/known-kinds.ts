import { apiGroup } from '../kubernetes/objects';
import { CustomKind, projectKind, readCrds } from './custom';
import type { ProjectSchemas } from './project';

/** The custom resources that a validator knows. Those of projects are read one by one, when they are first asked for. */
export class KnownCustomKinds {
  /** By `group/Kind`: the kind, or the project that has it. */
  private readonly kinds = new Map<string, CustomKind | ProjectSchemas>();

  /**
   * Adds kinds, which replace those of the same names.
   *
   * @throws Error when a text has no CRDs that can be read
   */
  add(schema: string | ProjectSchemas): void {
    if (typeof schema !== 'string') {
      for (const name of Object.keys(schema.kinds)) this.kinds.set(name, schema);
      return;
    }
    for (const kind of readCrds(schema)) this.kinds.set(`${kind.group}/${kind.kind}`, kind);
  }

  get(name: string): CustomKind | undefined {
    const known = this.kinds.get(name);
    if (known === undefined || !isProject(known)) return known;
    const kind = projectKind(known, name);
    this.kinds.set(name, kind);
    return kind;
  }

  projectOf(group: string): ProjectSchemas | undefined {
    for (const [name, known] of this.kinds) {
      const project = isProject(known) ? known : known.project;
      if (project !== undefined && apiGroup(name) === group) return project;
    }
    return undefined;
  }
}

function isProject(known: CustomKind | ProjectSchemas): known is ProjectSchemas {
  return 'crd' in known;
}

/** Project and version for messages: `cert-manager 1.21.2`. */
export function projectName({ project, version }: Pick<ProjectSchemas, 'project' | 'version'>): string {
  return `${project} ${version}`;
}
