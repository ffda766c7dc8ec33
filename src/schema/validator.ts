import { anything, Options } from '../core/options';
import { fluxCatalog, isSharedSchema, kubernetesCatalog } from './catalog';
import { Finding, shown } from './finding';
import { KnownCustomKinds, projectName } from './known-kinds';
import { checkMetadata, checkTemplate } from './metadata';
import type { ProjectSchemas } from './project';
import { minor, Origin, ResolvedKind, resolveKind } from './resolve-kind';
import { Visit, visitOf } from './rules';
import { checkSize } from './size';
import { StructureCheck, StructureCompiler } from './structure';
import {
  DEFAULT_FLUX_VERSION,
  DEFAULT_KUBERNETES_VERSION,
  FluxRelease,
  FluxVersion,
  KubernetesVersion,
  releaseIndex,
} from './versions';

/** Props of {@link Validator}. */
export interface ValidatorProps {
  /**
   * Flux version of the cluster. A minor version means its latest known release.
   *
   * @default - {@link DEFAULT_FLUX_VERSION}
   */
  readonly flux?: FluxVersion | FluxRelease;
  /**
   * Kubernetes version of the cluster.
   *
   * @default - {@link DEFAULT_KUBERNETES_VERSION}
   */
  readonly kubernetes?: KubernetesVersion;
}

/** Which versions there are is checked when they are looked up. */
const OPTIONS = Options.of<ValidatorProps>('a Validator', { flux: anything, kubernetes: anything });

/** The checks for one apiVersion and kind. */
interface Checker {
  readonly resolved: ResolvedKind;
  readonly structure?: StructureCheck;
  readonly visit?: Visit | null;
  /** Minor version of Kubernetes: 34 for 1.34; undefined for kinds of other products. */
  readonly kubernetes?: number | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

/** Paths of object templates, with labels and annotations of their own, in built-in kinds. */
const TEMPLATES: readonly (readonly string[])[] = [
  ['spec', 'template'],
  ['spec', 'jobTemplate'],
  ['spec', 'jobTemplate', 'spec', 'template'],
];

/** Shared by all validators, so that clusters reuse each other's compiled schemas. */
const compiler = new StructureCompiler(isSharedSchema);

/**
 * Checks Kubernetes objects as the API server and Flux of a cluster would: fields, types, limits and CEL rules of the
 * kind in the cluster's version, names, labels, sizes. Schemas are loaded and compiled on first use, once per process.
 *
 * @example
 * const validator = new Validator({ flux: '2.8' });
 * validator.validate({
 *   apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
 *   kind: 'Kustomization',
 *   metadata: { name: 'apps', namespace: 'flux-system' },
 *   spec: { interval: '1h', prune: true, sourceRef: { kind: 'GitRepository', name: 'fleet' }, ignore: [] },
 * });
 * // one finding: spec.ignore is not known to Flux 2.8 (it came with 2.9): raise flux or leave it out
 */
export class Validator {
  private readonly releases: { readonly flux: number; readonly kubernetes: number };
  private readonly custom = new KnownCustomKinds();
  /** By apiVersion, then kind. */
  private readonly checkers = new Map<string, Map<string, Checker>>();

  /** @throws Error when a version is unknown */
  constructor(props: ValidatorProps = {}) {
    OPTIONS.demand(props);
    this.releases = {
      flux: releaseIndex('flux', fluxCatalog().releases, props.flux ?? DEFAULT_FLUX_VERSION),
      kubernetes: releaseIndex(
        'kubernetes',
        kubernetesCatalog().releases,
        props.kubernetes ?? DEFAULT_KUBERNETES_VERSION,
      ),
    };
  }

  /**
   * Adds custom resources of other products. A kind that is already known is replaced.
   *
   * @param schema one or more CustomResourceDefinitions of apiextensions.k8s.io/v1, as YAML in which other objects are ignored; or
   * a project of the package `cdk8s-flux-fleet-schemas`
   * @throws Error when the text is not YAML, contains no CRD, or a CRD has no structural schema
   */
  addSchema(schema: string | ProjectSchemas): void {
    this.custom.add(schema);
    this.checkers.clear();
  }

  /**
   * Checks one object, given as plain JSON data. The object is not modified.
   *
   * @returns findings, in the order of the object's fields if that is known; empty for a valid object
   */
  validate(object: unknown): Finding[] {
    if (typeof object !== 'object' || object === null || Array.isArray(object)) {
      return [{ id: 'type', severity: 'error', at: '', message: `the object is ${shown(object)}: give an object` }];
    }
    const fields = object as Fields;
    const findings = missingIdentity(fields);
    if (findings.length > 0) return findings;
    const { resolved, structure, visit, kubernetes } = this.checker(String(fields.apiVersion), String(fields.kind));
    const { group, kind, namespaced } = resolved;
    findings.push(...resolved.findings);
    checkMetadata(findings, fields.metadata, group, kind, namespaced);
    const broken = brokenStructure(structure, object, resolved);
    const bySchema = [...broken];
    // The API server evaluates rules only on objects with a valid structure.
    if (broken.length === 0) visit?.(object, '', bySchema);
    findings.push(...(resolved.project ? ofProject(bySchema, resolved.project) : bySchema));
    if (kubernetes !== undefined) {
      checkTemplates(findings, fields);
      if (broken.length === 0) checkRules(findings, fields, kubernetes, `${group}/${kind}`);
    }
    checkSize(findings, fields, group, kind);
    return findings;
  }

  private checker(apiVersion: string, kind: string): Checker {
    let kinds = this.checkers.get(apiVersion);
    if (kinds === undefined) this.checkers.set(apiVersion, (kinds = new Map<string, Checker>()));
    let checker = kinds.get(kind);
    if (checker === undefined) {
      checker = prepare(resolveKind(apiVersion, kind, this.custom, this.releases));
      kinds.set(kind, checker);
    }
    return checker;
  }
}

function prepare(resolved: ResolvedKind): Checker {
  if (!resolved.schema) return { resolved, kubernetes: minorOf(resolved.origin) };
  try {
    return {
      resolved,
      structure: compiler.check(resolved.schema),
      visit: visitOf(resolved.schema),
      kubernetes: minorOf(resolved.origin),
    };
  } catch (error) {
    const findings = [...resolved.findings, unusable(resolved, error)];
    return { resolved: { ...resolved, findings }, kubernetes: minorOf(resolved.origin) };
  }
}

/** Findings that say which version of a project they are of: the clusters may run another one. */
function ofProject(findings: readonly Finding[], project: ProjectSchemas): Finding[] {
  const of = `schemas of ${projectName(project)}; if the clusters run another version, give its CRDs to addSchema`;
  return findings.map((finding) =>
    finding.severity === 'error' ? { ...finding, message: `${finding.message} (${of})` } : finding,
  );
}

function minorOf(origin: Origin | undefined): number | undefined {
  if (origin?.product.name !== 'Kubernetes') return undefined;
  const { catalog, release } = origin.product;
  return Number(minor(catalog.releases[release]).slice(2));
}

/** Problems in an object's structure. */
function brokenStructure(structure: StructureCheck | undefined, object: object, resolved: ResolvedKind): Finding[] {
  try {
    const errors = structure?.(object) ?? [];
    if (errors.length === 0) return [];
    // Loaded with the first fault, as ajv is.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { structureFindings } = require('./structure-findings') as typeof import('./structure-findings');
    return structureFindings(errors, object, resolved);
  } catch (error) {
    return [unusable(resolved, error)];
  }
}

function unusable({ kind }: ResolvedKind, error: unknown): Finding {
  const why = error instanceof Error ? error.message : String(error);
  const message = `the schema of ${kind} cannot be used, so it was not checked: ${why}`;
  return { id: 'unknown-kind', severity: 'warning', at: 'kind', message };
}

function missingIdentity(fields: Fields): Finding[] {
  const isNamed = (name: unknown) => typeof name === 'string' && name !== '';
  if (isNamed(fields.apiVersion) && isNamed(fields.kind)) return [];
  return ['apiVersion', 'kind'].flatMap((field) => {
    const value = fields[field];
    if (typeof value === 'string' && value !== '') return [];
    const text = value === undefined ? 'is missing: set it' : `is ${shown(value)}: give a name`;
    return [{ id: 'required', severity: 'error', at: field, message: `${field} ${text}` } satisfies Finding];
  });
}

/** The API server's own validation, beyond the schema. What is reported already is not reported again. */
function checkRules(findings: Finding[], fields: Fields, kubernetes: number, kind: string): void {
  // Loaded with the first object of Kubernetes: runs that render nothing anew check none.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { invalidFields } = require('../validation') as typeof import('../validation');
  for (const { at, severity, message } of invalidFields(fields, kind, kubernetes)) {
    if (findings.some((one) => one.at === at && one.severity === 'error')) continue;
    findings.push({ id: 'invalid', severity, at, message });
  }
}

function checkTemplates(findings: Finding[], fields: Fields): void {
  const { template, jobTemplate } = (fields.spec ?? {}) as Fields;
  if (template === undefined && jobTemplate === undefined) return;
  for (const keys of TEMPLATES) {
    const template = keys.reduce<unknown>((value, key) => (value as Fields | undefined | null)?.[key], fields);
    const metadata = (template as Fields | undefined | null)?.metadata;
    if (metadata !== undefined) {
      // The API server takes a CronJob whose Jobs it will refuse.
      checkTemplate(findings, metadata, keys.join('.'), keys.at(-1) === 'jobTemplate' ? 'warning' : 'error');
    }
  }
}
