import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openModule } from '../../scripts/schemas/go-module';
import { flaggerCrds } from '../../scripts/schemas/products';
import { FLAGGER } from '../../scripts/schemas/releases';
import type { ControlPlane } from './control-plane';
import { ensureEngine } from './engines';
import { installCrds, namespace } from './flux';
import { kept, parseObjects } from './flux-manifests';
import { httpStatus } from './health';
import { at, type KubeObject } from './kube-object';
import { freePorts, LOOPBACK } from './ports';
import { EngineProcess } from './process';

const NAMESPACE = 'flagger-system';
const ACCOUNT = 'flagger';

/** The CRDs, the account and the rights that Flagger's own manifests bring. */
async function manifests(): Promise<KubeObject[]> {
  return kept([FLAGGER, 'mended'], () => {
    const files = openModule(FLAGGER);
    try {
      const account = parseObjects(files.text('artifacts/flagger/account.yaml'));
      return Promise.resolve([...flaggerCrds().map(mended), ...account]);
    } finally {
      files.close();
    }
  });
}

/** A CRD without two descriptions whose YAML readers understand differently. */
function mended(crd: object): KubeObject {
  const object = crd as KubeObject;
  for (const version of at(object, 'spec', 'versions') as object[]) {
    const properties = at(version, 'schema', 'openAPIV3Schema', 'properties') as Record<string, object>;
    for (const key of ['apiVersion', 'kind']) properties[key] = { type: 'string' };
  }
  return object;
}

/** The real Flagger with its own account and rights, for the provider `kubernetes`. It ends before its plane does. */
export class Flagger {
  /**
   * Installs its CRDs and rights, and starts it.
   *
   * @param metrics URL of the metrics server
   * @throws EngineError when it does not come up.
   */
  static async start(plane: ControlPlane, metrics: string): Promise<Flagger> {
    const client = plane.client();
    const objects = await manifests();
    await installCrds(
      client,
      objects.filter(({ kind }) => kind === 'CustomResourceDefinition'),
    );
    await client.apply(namespace(NAMESPACE));
    for (const object of objects.filter(({ kind }) => kind !== 'CustomResourceDefinition')) {
      const text = JSON.stringify(object).replaceAll('"namespace":"default"', `"namespace":"${NAMESPACE}"`);
      await client.apply(JSON.parse(text) as KubeObject);
    }
    const directory = join(plane.directory, ACCOUNT);
    await mkdir(directory);
    const kubeconfig = join(directory, 'kubeconfig');
    const token = await client.serviceAccountToken(NAMESPACE, ACCOUNT);
    await writeFile(kubeconfig, plane.kubeconfig(token), { mode: 0o600 });
    const [port] = await freePorts(1);
    const process = await EngineProcess.start({
      name: `${plane.name}/flagger`,
      executable: await ensureEngine('flagger'),
      cwd: directory,
      env: { HOME: directory, TMPDIR: directory },
      args: [
        `--kubeconfig=${kubeconfig}`,
        `--metrics-server=${metrics}`,
        '--mesh-provider=kubernetes',
        '--control-loop-interval=1s',
        '--log-level=info',
        `--port=${port}`,
      ],
      ready: async () => (await httpStatus(`http://${LOOPBACK}:${port}/healthz`)) === 200,
    });
    const flagger = new Flagger(process);
    plane.beforeStop(() => process.stop());
    return flagger;
  }

  private constructor(private readonly process: EngineProcess) {}

  /** The last lines of its log, oldest first. */
  log(count?: number): string[] {
    return this.process.log(count);
  }
}
