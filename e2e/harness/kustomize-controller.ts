import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ControlPlane } from './control-plane';
import { ensureEngine } from './engines';
import { FLUX_NAMESPACE } from './flux';
import { generatedFlags } from './generated-flags';
import { httpStatus } from './health';
import { freePorts, LOOPBACK } from './ports';
import { EngineProcess } from './process';

const NAME = 'kustomize-controller';

// What `flux bootstrap` documentation calls multi-tenancy lockdown.
const LOCKDOWN = ['--no-cross-namespace-refs=true', '--no-remote-bases=true', '--default-service-account=default'];

/** How to start kustomize-controller. */
export interface KustomizeControllerProps {
  /** Further flags; of a flag given twice the last one counts. */
  readonly flags?: readonly string[];
  /** The shard that it is, where several run on one plane. @default - the controller without a shard */
  readonly shard?: string;
}

/** Flux's real kustomize-controller, locked down as for tenants, acting on one plane with its own service account. */
export class KustomizeController {
  /**
   * Starts the controller on a plane that has Flux's CRDs and platform. It ends before the plane does.
   * @throws EngineError when it does not come up.
   */
  static async start(plane: ControlPlane, props: KustomizeControllerProps = {}): Promise<KustomizeController> {
    const instance = props.shard === undefined ? NAME : `${NAME}-${props.shard}`;
    const directory = join(plane.directory, instance);
    await mkdir(directory);
    // As in a cluster: not an administrator but the account that Flux's installation binds.
    const token = await plane.client().serviceAccountToken(FLUX_NAMESPACE, NAME);
    const kubeconfig = join(directory, 'kubeconfig');
    await writeFile(kubeconfig, plane.kubeconfig(token), { mode: 0o600 });
    const [metricsPort, healthPort] = await freePorts(2);
    const process = await EngineProcess.start({
      name: `${plane.name}/${instance}`,
      executable: await ensureEngine(NAME),
      cwd: directory,
      env: { KUBECONFIG: kubeconfig, RUNTIME_NAMESPACE: FLUX_NAMESPACE, HOME: directory, TMPDIR: directory },
      args: [
        ...LOCKDOWN,
        `--metrics-addr=${LOOPBACK}:${metricsPort}`,
        `--health-addr=${LOOPBACK}:${healthPort}`,
        '--events-addr=',
        '--enable-leader-election=false',
        '--concurrent-ssa=8',
        ...generatedFlags(NAME),
        ...(props.flags ?? []),
      ],
      ready: async () => (await httpStatus(`http://${LOOPBACK}:${healthPort}/readyz`)) === 200,
    });
    const controller = new KustomizeController(process, `http://${LOOPBACK}:${metricsPort}/metrics`);
    plane.beforeStop(() => controller.stop());
    return controller;
  }

  private constructor(
    private readonly process: EngineProcess,
    private readonly metrics: string,
  ) {}

  /** How often it has reconciled each Kustomization so far, by `namespace/name`. */
  async reconciliations(): Promise<ReadonlyMap<string, number>> {
    const text = await (await fetch(this.metrics)).text();
    const counts = new Map<string, number>();
    for (const line of text.split('\n')) {
      if (!line.startsWith('gotk_reconcile_duration_seconds_count{')) continue;
      const label = (name: string) => new RegExp(`[{,]${name}="([^"]*)"`).exec(line)?.[1] ?? '';
      if (label('kind') !== 'Kustomization') continue;
      counts.set(`${label('namespace')}/${label('name')}`, Number(line.slice(line.lastIndexOf(' '))));
    }
    return counts;
  }

  /** The last lines of its log, oldest first. */
  log(count?: number): string[] {
    return this.process.log(count);
  }

  /** @throws EngineError when the controller has ended by itself. */
  assertRunning(): void {
    this.process.assertRunning();
  }

  /** Ends the controller. */
  async stop(): Promise<void> {
    await this.process.stop();
  }
}
