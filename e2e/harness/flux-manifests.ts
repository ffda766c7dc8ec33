import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { assembledCrds } from '../../scripts/schemas/flux';
import { cacheDirectory } from './cache';
import { readGoModule, type GoModule } from './go-module';
import type { KubeObject } from './kube-object';

// Carries the manifests of every Flux release since 2.2.3. Only data is taken from it: nothing of it is compiled.
const FLUX_OPERATOR: GoModule = {
  path: 'github.com/controlplaneio-fluxcd/flux-operator',
  version: 'v0.59.0',
  sum: 'h1:jByuiWYtjSJxucGHuz68tV0DeVFz5CYrKQYfxAwE7lE=',
};

// Bump when what is kept changes its form.
const CACHE_FORMAT = 2;

/**
 * Objects that a Flux release installs in a cluster: CRDs, roles and bindings, controllers. Of a release that is not in
 * the module, the CRDs alone, as the library's schemas are made from them.
 */
export async function fluxManifests(version: string): Promise<KubeObject[]> {
  const objects = await kept([FLUX_OPERATOR, `config/data/flux/v${version}/`], async () => {
    const carried = await carriedIn(`config/data/flux/v${version}/`);
    return carried.length > 0 ? carried : ((assembledCrds(version) ?? []) as KubeObject[]);
  });
  if (objects.length === 0) throw new Error(`${FLUX_OPERATOR.path} ${FLUX_OPERATOR.version} has no Flux ${version}`);
  return objects;
}

/** CRDs of the Flux Operator: FluxInstance, FluxReport, ResourceSet, ResourceSetInputProvider. */
export async function fluxOperatorCrds(): Promise<KubeObject[]> {
  return kept([FLUX_OPERATOR, 'config/crd/bases/'], () => carriedIn('config/crd/bases/'));
}

/**
 * Objects that are kept as JSON in the cache: a warm run needs neither Go nor the seconds that parsing a megabyte of YAML
 * takes.
 *
 * @param origin everything that they depend on
 */
export async function kept(origin: unknown, make: () => Promise<KubeObject[]>): Promise<KubeObject[]> {
  const key = createHash('sha256')
    .update(JSON.stringify([CACHE_FORMAT, origin]))
    .digest('hex');
  const file = cacheDirectory('manifests', `${key.slice(0, 16)}.json`);
  const known = await readFile(file, 'utf8').catch(() => undefined);
  if (known !== undefined) return JSON.parse(known) as KubeObject[];
  const objects = await make();
  await mkdir(dirname(file), { recursive: true });
  const unfinished = `${file}.${process.pid}`;
  await writeFile(unfinished, JSON.stringify(objects));
  await rename(unfinished, file);
  return objects;
}

async function carriedIn(folder: string): Promise<KubeObject[]> {
  const objects: KubeObject[] = [];
  for (const [path, content] of await readGoModule(FLUX_OPERATOR)) {
    if (path.startsWith(folder) && path.endsWith('.yaml')) objects.push(...parseObjects(content.toString()));
  }
  return objects;
}

/** The objects in a text of YAML documents; empty documents are left out. */
export function parseObjects(yaml: string): KubeObject[] {
  return parseAllDocuments(yaml).flatMap((document) => {
    if (document.errors[0]) throw document.errors[0];
    const value = document.toJS() as KubeObject | null;
    return value === null ? [] : [value];
  });
}
