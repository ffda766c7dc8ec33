import { ArtifactLoop } from '../harness/artifact-loop';
import { ArtifactServer } from '../harness/artifacts';
import { ControlPlane } from '../harness/control-plane';
import { installFluxCrds, installPlatform } from '../harness/flux';
import { parseObjects } from '../harness/flux-manifests';
import { textAt, type KubeObject } from '../harness/kube-object';
import { KustomizeController } from '../harness/kustomize-controller';
import type { FileMap } from '../harness/tar';
import { CLUSTER, FLEET_URL } from './library-fleet';
import { snapshot } from './live';
import { settled } from './settle';
import { configMap, fileMap, type Tree } from './tree';
import type { Film } from './world';

/** The repository of every tenant: on each app's path a ConfigMap. */
const TENANT: FileMap = Object.fromEntries(
  ['api', 'web'].flatMap((app) => {
    const { metadata, ...rest } = configMap('', app);
    return [
      [`${app}/kustomization.yaml`, 'resources: [app.yaml]\n'],
      [`${app}/app.yaml`, JSON.stringify({ ...rest, metadata: { name: metadata.name } })],
    ];
  }),
);

/** Plays the steps of a fleet made by the library on a cluster of its own, locked down as for tenants. */
export async function playLibrary(trees: readonly Tree[]): Promise<Film> {
  const plane = await ControlPlane.start({ name: CLUSTER, controllers: ['validatingadmissionpolicy-status'] });
  const server = await ArtifactServer.start();
  try {
    await installFluxCrds(plane);
    await installPlatform(plane);
    await KustomizeController.start(plane, { flags: ['--requeue-dependency=1s'] });
    const sync = trees[0]![`dist/clusters/${CLUSTER}/flux-system/gotk-sync.yaml`]!;
    for (const object of parseObjects(sync)) await plane.client().apply(object);
    const contentOf = (tree: Tree) => (source: KubeObject) =>
      textAt(source, 'spec', 'url') === FLEET_URL ? fileMap(tree) : TENANT;
    const loop = ArtifactLoop.start({ plane, server, content: contentOf(trees[0]!), commit: 'step 0' });
    const pictures = [];
    for (const [step, tree] of trees.entries()) {
      const revision = step === 0 ? loop.revision : await loop.commit(`step ${step}`, contentOf(tree));
      await settled(plane.client(), revision);
      pictures.push(await snapshot({ local: plane.client() }));
    }
    return pictures;
  } finally {
    await plane.stop();
    await server.stop();
  }
}
