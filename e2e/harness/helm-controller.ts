import type { ControlPlane } from './control-plane';
import { KubeError } from './kube-http';
import { at, describeObject, referenceTo, textAt, type KubeObject } from './kube-object';
import { Poll } from './poll';
import { runTool } from './tool';

const POLL_MS = 500;
const HELM = 'helm.toolkit.fluxcd.io/v2';
const SOURCE = 'source.toolkit.fluxcd.io/v1';

/** Where the stand-in finds a release's chart: a folder; undefined for a chart that it takes as installed unseen. */
export type ChartFolderOf = (release: KubeObject) => string | undefined;

/**
 * A stand-in for helm-controller, and for the part of source-controller that reads charts' repositories: renders each
 * HelmRelease with the real `helm template` and its own values, keeps what came out, and calls the release Ready; a
 * chart that does not render makes it not Ready. It installs nothing: no Go module brings the real controller.
 */
export class StandInHelmController {
  /** Starts it. It ends before the plane does. */
  static start(plane: ControlPlane, chartFolderOf: ChartFolderOf): StandInHelmController {
    const controller = new StandInHelmController(plane, chartFolderOf);
    const poll = new Poll('the stand-in helm-controller', POLL_MS, () => controller.round());
    plane.beforeStop(() => poll.stop());
    return controller;
  }

  /** What each release rendered to, by `namespace/name`. */
  readonly rendered = new Map<string, string>();

  private constructor(
    private readonly plane: ControlPlane,
    private readonly chartFolderOf: ChartFolderOf,
  ) {}

  private async round(): Promise<void> {
    const client = this.plane.client();
    for (const kind of ['HelmRepository', 'OCIRepository']) {
      for (const repository of await client.list(SOURCE, kind)) await this.settle(repository);
    }
    for (const release of await client.list(HELM, 'HelmRelease'))
      await this.settle(release, () => this.render(release));
  }

  /** Renders a release. Returns what is wrong, if anything. */
  private async render(release: KubeObject): Promise<string | undefined> {
    const folder = this.chartFolderOf(release);
    if (folder === undefined) return undefined;
    const name = textAt(release, 'spec', 'releaseName') ?? release.metadata.name;
    const target = textAt(release, 'spec', 'targetNamespace') ?? 'default';
    const result = await runTool('helm', ['template', name, folder, '--namespace', target, '--values', '-'], {
      input: JSON.stringify(at(release, 'spec', 'values') ?? {}),
    });
    if (result.exitCode !== 0) return result.stderr;
    this.rendered.set(`${release.metadata.namespace}/${release.metadata.name}`, result.stdout);
    return undefined;
  }

  private async settle(object: KubeObject, work?: () => Promise<string | undefined>): Promise<void> {
    const { generation } = object.metadata;
    if (generation === undefined) throw new Error(`${describeObject(referenceTo(object))} has no generation`);
    if (at(object, 'status', 'observedGeneration') === generation) return;
    const problem = await work?.();
    const condition = {
      type: 'Ready',
      status: problem === undefined ? 'True' : 'False',
      reason: problem === undefined ? 'InstallSucceeded' : 'InstallFailed',
      message: problem ?? 'rendered',
      observedGeneration: generation,
      lastTransitionTime: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
    };
    try {
      const status = { observedGeneration: generation, conditions: [condition] };
      await this.plane.client().patchStatus(referenceTo(object), status);
    } catch (error) {
      // Deleted between the list and now.
      if (!(error instanceof KubeError && error.status === 404)) throw error;
    }
  }
}
