import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ControlPlane } from './control-plane';
import { ensureEngine } from './engines';
import { FLUX_NAMESPACE } from './flux';
import { generatedFlags } from './generated-flags';
import { httpStatus } from './health';
import { freePorts, LOOPBACK } from './ports';
import { EngineProcess } from './process';

/** The controllers that this starts. kustomize-controller has a harness of its own. */
export type FluxControllerName = 'helm-controller' | 'notification-controller' | 'source-controller';

/** Two addresses on loopback that a controller may serve at. */
interface Addresses {
  readonly first: string;
  readonly second: string;
}

const FLAGS: Readonly<Record<FluxControllerName, (directory: string, addresses: Addresses) => string[]>> = {
  'source-controller': (directory, { first }) => [
    `--storage-path=${directory}`,
    `--storage-addr=${first}`,
    `--storage-adv-addr=${first}`,
    '--events-addr=',
  ],
  'helm-controller': () => [
    '--events-addr=',
    '--no-cross-namespace-refs=true',
    '--default-service-account=default',
    ...generatedFlags('helm-controller'),
  ],
  'notification-controller': (_, { first, second }) => [
    `--events-addr=${first}`,
    `--receiverAddr=${second}`,
    '--no-cross-namespace-refs=true',
  ],
};

/** One of Flux's real controllers, locked down as for tenants, with its own account. It ends before its plane does. */
export class FluxController {
  /**
   * Starts the controller on a plane that has Flux's CRDs and platform.
   * @param flags further flags; the last one of a name counts.
   * @param shard the shard that it is, where several run on one plane.
   * @throws EngineError when it does not come up.
   */
  static async start(
    plane: ControlPlane,
    name: FluxControllerName,
    flags: readonly string[] = [],
    shard?: string,
  ): Promise<FluxController> {
    const instance = shard === undefined ? name : `${name}-${shard}`;
    const directory = join(plane.directory, instance);
    await mkdir(directory);
    const token = await plane.client().serviceAccountToken(FLUX_NAMESPACE, name);
    const kubeconfig = join(directory, 'kubeconfig');
    await writeFile(kubeconfig, plane.kubeconfig(token), { mode: 0o600 });
    const ports = await freePorts(4);
    const [metrics, health, first, second] = ports.map((port) => `${LOOPBACK}:${port}`) as [
      string,
      string,
      string,
      string,
    ];
    const process = await EngineProcess.start({
      name: `${plane.name}/${instance}`,
      executable: await ensureEngine(name),
      cwd: directory,
      env: { KUBECONFIG: kubeconfig, RUNTIME_NAMESPACE: FLUX_NAMESPACE, HOME: directory, TMPDIR: directory },
      args: [
        ...FLAGS[name](directory, { first, second }),
        `--metrics-addr=${metrics}`,
        `--health-addr=${health}`,
        '--enable-leader-election=false',
        ...flags,
      ],
      ready: async () => (await httpStatus(`http://${health}/readyz`)) === 200,
    });
    const controller = new FluxController(process, `http://${first}`, `http://${second}`);
    plane.beforeStop(() => process.stop());
    return controller;
  }

  private constructor(
    private readonly process: EngineProcess,
    /** Where notification-controller takes events. */
    readonly events: string,
    /** Where notification-controller takes calls of Receivers. */
    readonly receivers: string,
  ) {}

  /** The last lines of its log, oldest first. */
  log(count?: number): string[] {
    return this.process.log(count);
  }
}
