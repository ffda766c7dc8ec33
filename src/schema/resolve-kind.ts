import { defined } from '../core/defined';
import { apiGroup } from '../kubernetes/objects';
import { Catalog, compareVersions, fluxCatalog, kubernetesCatalog } from './catalog';
import { CustomKind } from './custom';
import { Finding, FindingId } from './finding';
import { projectName } from './known-kinds';
import type { ProjectSchemas } from './project';
import { Schema } from './schema';
import { StoredKind } from './table';

/** The schema and version facts of one apiVersion and kind. */
export interface ResolvedKind {
  readonly group: string;
  readonly kind: string;
  /** Absent if objects of this kind are not checked against a schema. */
  readonly schema?: Schema;
  /** Absent if unknown. */
  readonly namespaced?: boolean;
  /** Findings that apply to every object of this apiVersion and kind. */
  readonly findings: readonly Finding[];
  /** Origin of the schema, for the history of its fields. */
  readonly origin?: Origin;
  /** The project whose definition it is, if a package has it. */
  readonly project?: ProjectSchemas;
}

/** A kind of a product in one release. */
export interface Origin {
  readonly product: Product;
  readonly stored: StoredKind;
  readonly version: string;
}

/** A product at the release that a cluster runs. */
export interface Product {
  readonly name: 'Flux' | 'Kubernetes';
  readonly catalog: Catalog;
  readonly release: number;
}

/** Kinds that moved to another group or were removed, by `group/Kind`, with the remedy. */
const MOVED: Readonly<Record<string, string>> = {
  'extensions/DaemonSet': 'use apps/v1',
  'extensions/Deployment': 'use apps/v1',
  'extensions/Ingress': 'use networking.k8s.io/v1',
  'extensions/NetworkPolicy': 'use networking.k8s.io/v1',
  'extensions/PodSecurityPolicy': 'label the namespace with pod-security.kubernetes.io/enforce',
  'extensions/ReplicaSet': 'use apps/v1',
  'policy/PodSecurityPolicy': 'label the namespace with pod-security.kubernetes.io/enforce',
};

function finding(id: FindingId, message: string): Finding {
  const isWarning = id === 'unknown-kind' || id === 'deprecated-version';
  return {
    id,
    severity: isWarning ? 'warning' : 'error',
    at: id === 'unknown-kind' ? 'kind' : 'apiVersion',
    message,
  };
}

/** `2.9` for `2.9.0`, the first release of a minor version; `2.9.3` for a later one. */
export function since(release: string | undefined): string {
  return (release ?? '').replace(/\.0$/, '');
}

/** The minor version of a release. */
export function minor(release: string | undefined): string {
  return (release ?? '').split('.', 2).join('.');
}

/** The product and its minor version, such as `Flux 2.9`. */
export function productName({ name, catalog, release }: Product): string {
  return `${name} ${minor(catalog.releases[release])}`;
}

/** A release in messages: Kubernetes releases are minor versions. */
export function releaseName({ name, catalog }: Product, release: number): string {
  return name === 'Flux' ? since(catalog.releases[release]) : minor(catalog.releases[release]);
}

/** The finding for an API version that a release does not serve. */
function unservedVersion(product: Product, stored: StoredKind, version: string): Finding {
  const { catalog, release } = product;
  const { group, kind } = stored;
  const api = group === '' ? version : `${group}/${version}`;
  const best = catalog.versionsIn(stored, release)[0];
  const use = best === undefined ? undefined : group === '' ? best : `${group}/${best}`;
  const through = catalog.servedThrough(stored, version);
  const not = `${api} ${kind} is not served by ${productName(product)}`;
  if (through && through[0] > release) {
    const came = `(it came with ${releaseName(product, through[0])})`;
    const id = use === undefined ? 'kind-too-new' : 'unserved-version';
    const raise = `raise ${product.name.toLowerCase()}`;
    return finding(id, `${not} ${came}: ${use === undefined ? `${raise} or leave it out` : `use ${use}, or ${raise}`}`);
  }
  const gone = through ? ` (gone since ${releaseName(product, through[1] + 1)})` : '';
  return finding('unserved-version', `${not}${gone}: use ${use ?? 'another kind'}`);
}

function fromProduct(product: Product, stored: StoredKind, version: string): ResolvedKind {
  const { catalog, release } = product;
  const { group, kind } = stored;
  const namespaced = stored.scope === 'N';
  const served = catalog.served(stored, version, release);
  if (!served) {
    const isPreview = catalog.previews.has(`${group}/${version}/${kind}`);
    const text = `${group}/${version} ${kind} is served by ${productName(product)} only where it is switched on`;
    const known = isPreview ? finding('unknown-kind', `${text}: its fields were not checked`) : undefined;
    return { group, kind, namespaced, findings: [known ?? unservedVersion(product, stored, version)] };
  }
  const best = catalog.versionsIn(stored, release)[0] ?? version;
  const text = `${group}/${version} ${kind} is deprecated in ${productName(product)}: use ${group}/${best}`;
  return {
    group,
    kind,
    namespaced,
    schema: served.schema,
    findings: served.deprecated ? [finding('deprecated-version', text)] : [],
    origin: { product, stored, version },
  };
}

function fromCustom(custom: CustomKind, version: string): ResolvedKind {
  const { group, kind, namespaced, versions, project } = custom;
  const by = project ? projectName(project) : 'its CRD';
  const own = versions.get(version);
  const served = [...versions].filter(([, candidate]) => candidate.served).map(([name]) => name);
  const best = served.sort(compareVersions)[0];
  const api = `${group}/${version} ${kind}`;
  if (!own?.served) {
    const use = best === undefined ? 'serve one' : `use ${group}/${best}`;
    return {
      group,
      kind,
      namespaced,
      ...defined({ project }),
      findings: [finding('unserved-version', `${api} is not served by ${by}: ${use}`)],
    };
  }
  const text = `${api} is deprecated by ${by}${best === undefined || best === version ? '' : `: use ${group}/${best}`}`;
  return {
    group,
    kind,
    namespaced,
    schema: own.schema,
    ...defined({ project }),
    findings: own.deprecated ? [finding('deprecated-version', text)] : [],
  };
}

const FLUX_GROUP = /(^|\.)(toolkit\.fluxcd\.io|source\.extensions\.fluxcd\.io|fluxcd\.controlplane\.io)$/;

/** Whether a group is of Flux or of Flux Operator. Its kinds are looked up only in Flux's catalog. */
export function isFluxApi(group: string): boolean {
  return FLUX_GROUP.test(group);
}

/** The custom resources that a validator knows. */
export interface KnownKinds {
  /** A kind, by `group/Kind`. */
  get(name: string): CustomKind | undefined;
  /** The project of a package that has other kinds of a group. */
  projectOf(group: string): ProjectSchemas | undefined;
}

/** Resolves an apiVersion and kind for a cluster with these releases and custom resources. */
export function resolveKind(
  apiVersion: string,
  kind: string,
  custom: KnownKinds,
  releases: { readonly flux: number; readonly kubernetes: number },
): ResolvedKind {
  const group = apiGroup(apiVersion);
  const version = group === '' ? apiVersion : apiVersion.slice(group.length + 1);
  const own = custom.get(`${group}/${kind}`);
  if (own) return fromCustom(own, version);
  const product: Product = isFluxApi(group)
    ? { name: 'Flux', catalog: fluxCatalog(), release: releases.flux }
    : { name: 'Kubernetes', catalog: kubernetesCatalog(), release: releases.kubernetes };
  const stored = product.catalog.kind(group, kind);
  if (stored) return fromProduct(product, stored, version);
  const moved = MOVED[`${group}/${kind}`];
  if (moved !== undefined) {
    const text = `${apiVersion} ${kind} is not served by ${productName(product)}: ${moved}`;
    return { group, kind, findings: [finding('unserved-version', text)] };
  }
  return { group, kind, findings: [unknownKind(product, group, version, kind, custom)] };
}

/**
 * The finding for a kind that no release has. In a group of the product, a stable version of it can come only with a
 * release that is not known yet.
 */
function unknownKind(product: Product, group: string, version: string, kind: string, custom: KnownKinds): Finding {
  const { catalog, release } = product;
  const api = `${group === '' ? version : `${group}/${version}`} ${kind}`;
  if (!catalog.hasGroup(group)) {
    return finding('unknown-kind', `${api} is not known, so it was not checked: ${wayToKnow(group, custom)}`);
  }
  const isOlder = release < catalog.releases.length - 1;
  // kustomize takes a List apart.
  if (isOlder && /^v\d+$/.test(version) && kind !== 'List' && !catalog.hasPreview(group, kind)) {
    const text = `${api} is not served by ${productName(product)}, which has no such kind: correct its name`;
    return finding('unserved-version', text);
  }
  const text = `${api} is not known, so it was not checked: ${productName(product)} has no such kind there`;
  return finding('unknown-kind', text);
}

/** The way to make a kind of a group known. */
function wayToKnow(group: string, custom: KnownKinds): string {
  const added = custom.projectOf(group);
  if (added) return `${projectName(added)} has no such kind, so correct its name, or add its CRD with addSchema`;
  // Loaded with the first unknown kind: most programs have none.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { PROJECT_GROUPS } = require('./project-groups') as typeof import('./project-groups');
  if (!Object.hasOwn(PROJECT_GROUPS, group)) return 'add its CRD with addSchema';
  return `add projects.${PROJECT_GROUPS[group]!} of the package cdk8s-flux-fleet-schemas, or its CRD, with addSchema`;
}
