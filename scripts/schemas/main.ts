import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fluxVersionsPage } from './docs';
import { fluxKinds } from './flux';
import { kubernetesKinds } from './kubernetes';
import { dataModule } from './node-writer';
import { clusterApiCrds, crdData, flaggerCrds } from './products';
import { projectFiles } from './project-files';
import { PROJECTS } from './project-modules';
import { readProject } from './projects';
import { ASSEMBLED } from './releases';
import { versionFiles } from './versions';

const root = join(__dirname, '..', '..');

/** Writes a file of this repository and prints its size. */
function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
  process.stdout.write(`${path}: ${Buffer.byteLength(text)} bytes\n`);
}

// Each reads everything before it writes anything, so that a failure changes no file.
if (process.argv[2] === 'projects') writeProjects();
else writeProducts();

/** What the package of other projects' schemas is made of. */
function writeProjects(): void {
  const licence = readFileSync(join(root, 'LICENSE'), 'utf8');
  for (const [path, text] of projectFiles(PROJECTS.map(readProject), licence)) write(path, text);
}

/** The schemas of Flux, Kubernetes and the products whose kinds the library writes. */
function writeProducts(): void {
  const [flux, kubernetes, clusterApi, flagger] = [fluxKinds(), kubernetesKinds(), clusterApiCrds(), flaggerCrds()];
  write('src/schema/data/flux.ts', dataModule('FLUX_KINDS', 'The kinds of Flux by release, as JSON.', flux));
  write('src/schema/data/cluster-api.ts', crdData('CLUSTER_API_KINDS', 'provision clusters', clusterApi));
  write('src/schema/data/flagger.ts', crdData('FLAGGER_KINDS', 'Flagger reads', flagger));
  write('docs/flux-versions.md', fluxVersionsPage(flux, ASSEMBLED));
  write(
    'src/schema/data/kubernetes.ts',
    dataModule('KUBERNETES_KINDS', 'The kinds of Kubernetes by version, as JSON.', kubernetes),
  );
  for (const [path, text] of versionFiles(flux.releases, kubernetes.releases)) write(path, text);
}
