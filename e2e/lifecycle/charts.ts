import type { ArtifactServer } from '../harness/artifacts';
import type { ControlPlane } from '../harness/control-plane';
import { FluxController } from '../harness/flux-controller';
import { referenceTo, textAt } from '../harness/kube-object';
import { Poll } from '../harness/poll';
import type { FileMap } from '../harness/tar';
import { KUSTOMIZE } from '../prune/tree';

/** Label of the objects that Helm installs. */
export const CHART_OBJECT = 'e2e.example.com/chart';

const SOURCES = 'source.toolkit.fluxcd.io/v1';

/**
 * Starts the real helm-controller on a plane, and stands in for source-controller: every chart has one ConfigMap, which is
 * named like it.
 */
export async function startHelm(plane: ControlPlane, server: ArtifactServer): Promise<void> {
  await FluxController.start(plane, 'helm-controller', ['--requeue-dependency=1s']);
  const served = new Map<string, number | undefined>();
  const poll = new Poll('charts', 300, async () => {
    const client = plane.client();
    for (const kind of ['HelmRepository', 'HelmChart']) {
      for (const source of await client.list(SOURCES, kind)) {
        const { uid, generation } = source.metadata;
        if (served.get(uid!) === generation) continue;
        const name = textAt(source, 'spec', 'chart') ?? 'index';
        await server.publish(plane, referenceTo(source), chart(name), '1.0.0');
        served.set(uid!, generation);
      }
    }
  });
  plane.beforeStop(() => poll.stop());
}

/** Flux's labels make the object visible beside those that Flux applies. */
function chart(name: string): FileMap {
  const labels = { [CHART_OBJECT]: name, [`${KUSTOMIZE}/name`]: name, [`${KUSTOMIZE}/namespace`]: 'helm' };
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, labels }, data: { a: 'chart' } };
  return {
    [`${name}/Chart.yaml`]: `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n`,
    [`${name}/values.yaml`]: '{}\n',
    [`${name}/templates/object.yaml`]: JSON.stringify(object),
  };
}
