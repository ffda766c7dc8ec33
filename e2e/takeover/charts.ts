import type { ArtifactServer } from '../harness/artifacts';
import type { ControlPlane } from '../harness/control-plane';
import { KubeError } from '../harness/kube-http';
import { at, referenceTo, textAt, type KubeObject } from '../harness/kube-object';
import { Poll } from '../harness/poll';

const POLL_MS = 300;
const SOURCE = 'source.toolkit.fluxcd.io/v1';

/** The files of a chart with one Deployment and one ConfigMap, as an archive has them. */
export function chartFiles(name: string, version: string): Record<string, string> {
  const metadata = (kind: string, apiVersion: string) =>
    `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: {{ .Release.Name }}\n  labels: {app: {{ .Release.Name }}}\n`;
  return {
    [`${name}/Chart.yaml`]: `apiVersion: v2\nname: ${name}\nversion: ${version}\n`,
    [`${name}/values.yaml`]: 'replicas: 1\nzone: none\n',
    [`${name}/templates/config.yaml`]: `${metadata('ConfigMap', 'v1')}data: {zone: {{ .Values.zone | quote }}}\n`,
    [`${name}/templates/deployment.yaml`]: [
      metadata('Deployment', 'apps/v1'),
      'spec:\n  replicas: {{ .Values.replicas }}\n  selector: {matchLabels: {app: {{ .Release.Name }}}}\n',
      '  template:\n    metadata: {labels: {app: {{ .Release.Name }}}}\n',
      '    spec: {containers: [{name: main, image: "example.com/podinfo:1"}]}\n',
    ].join(''),
  };
}

/**
 * The part of source-controller that charts of HelmRepositories need: calls these Ready, and gives each HelmChart
 * that helm-controller makes the archive of a chart of that name. It ends before the plane does.
 */
export class ChartLoop {
  static start(plane: ControlPlane, server: ArtifactServer, version: string): ChartLoop {
    const loop = new ChartLoop(plane, server, version);
    const poll = new Poll('serving charts', POLL_MS, () => loop.round());
    plane.beforeStop(() => poll.stop());
    return loop;
  }

  private readonly served = new Set<string>();

  private constructor(
    private readonly plane: ControlPlane,
    private readonly server: ArtifactServer,
    private readonly version: string,
  ) {}

  private async round(): Promise<void> {
    const client = this.plane.client();
    for (const repository of await client.list(SOURCE, 'HelmRepository')) {
      await this.once(repository, () => this.server.publish(this.plane, referenceTo(repository), {}, 'index'));
    }
    for (const chart of await client.list(SOURCE, 'HelmChart')) {
      const files = chartFiles(textAt(chart, 'spec', 'chart')!, this.version);
      await this.once(chart, () => this.server.publish(this.plane, referenceTo(chart), files, this.version));
    }
  }

  /** Serves an object unless that was done for its generation. */
  private async once(object: KubeObject, serve: () => Promise<void>): Promise<void> {
    const state = `${object.metadata.uid} ${object.metadata.generation}`;
    if (this.served.has(state) || at(object, 'metadata', 'deletionTimestamp') !== undefined) return;
    try {
      await serve();
    } catch (error) {
      // Deleted between the list and now.
      if (!(error instanceof KubeError && error.status === 404)) throw error;
    }
    this.served.add(state);
  }
}
