/**
 * The custom resources of one version of a project, such as those of the package `cdk8s-flux-fleet-schemas`: their names, and
 * the definition of each, which is read when the first object of its kind is checked.
 *
 * @example
 * import { projects } from 'cdk8s-flux-fleet-schemas';
 *
 * fleet.addSchema(projects.certManager, projects.externalSecrets);
 */
export interface ProjectSchemas {
  /** Name of the project: `cert-manager`. */
  readonly project: string;
  /** Version that the definitions are of: `1.21.2`. */
  readonly version: string;
  /** Changes whenever a definition does, so that what earlier runs checked is checked again. */
  readonly digest: string;
  /** Scopes of the kinds, by `group/Kind`: `cert-manager.io/Certificate`. */
  readonly kinds: Readonly<Record<string, 'cluster' | 'namespace'>>;
  /**
   * The CustomResourceDefinition of a kind, as plain data.
   *
   * @param kind one of `kinds`
   */
  crd(kind: string): object;
}

/** Whether a value is the custom resources of a project. */
export function isProjectSchemas(value: unknown): value is ProjectSchemas {
  if (typeof value !== 'object' || value === null) return false;
  const { project, version, digest, kinds, crd } = value as Partial<Record<keyof ProjectSchemas, unknown>>;
  const isNamed = [project, version, digest].every((one) => typeof one === 'string');
  return isNamed && typeof kinds === 'object' && kinds !== null && typeof crd === 'function';
}
