import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { kubeconfigText, writeCredentials, type User } from './credentials';
import { ensureEngines } from './engines';
import { startEtcd } from './etcd';
import { KubeClient } from './kube-client';
import { kubeEndpoint, type KubeEndpoint } from './kube-http';
import { at } from './kube-object';
import { startApiServer, startControllerManager, type ApiServer, type ExtraController } from './kubernetes';
import { freePorts } from './ports';
import type { EngineProcess } from './process';
import { removeTemporaryDirectory, temporaryDirectory } from './reaper';
import { waitFor } from './wait';

const ADMIN = 'admin';

/** How to start a control plane. */
export interface ControlPlaneProps {
  /** Name in errors and kubeconfigs. */
  readonly name: string;
  /** Controllers on top of those for namespaces, service accounts, role aggregation, garbage collection and quotas. */
  readonly controllers?: readonly ExtraController[];
  /** Users besides `admin`, known by tokens. */
  readonly users?: readonly User[];
  /** The API server. @default kube-apiserver */
  readonly apiServer?: ApiServer;
  /** Further flags for kube-apiserver; of a flag given twice the last one counts. */
  readonly apiServerFlags?: readonly string[];
  /** Further flags for kube-controller-manager. */
  readonly controllerManagerFlags?: readonly string[];
}

/**
 * A Kubernetes cluster without nodes: etcd, kube-apiserver and kube-controller-manager on loopback, with RBAC.
 * Everything is stored, validated, admitted, authorized and garbage-collected for real; no Pod ever runs.
 */
export class ControlPlane {
  /**
   * Starts a control plane; several may be started at the same time.
   * @throws EngineError when one of its engines does not come up.
   */
  static async start(props: ControlPlaneProps): Promise<ControlPlane> {
    const { apiServer = 'kube-apiserver' } = props;
    await ensureEngines('etcd', apiServer, 'kube-controller-manager');
    const processes: EngineProcess[] = [];
    const directory = await temporaryDirectory(props.name);
    try {
      const [clientPort, peerPort, apiPort, managerPort] = (await freePorts(4)) as [number, number, number, number];
      const users = [{ name: ADMIN, groups: ['system:masters'] }, ...(props.users ?? [])];
      const credentials = await writeCredentials(directory, users);
      const etcd = await startEtcd(props.name, directory, [clientPort, peerPort]);
      processes.push(etcd.process);
      const { apiServerFlags = [], controllerManagerFlags = [], controllers = [] } = props;
      const api = await startApiServer(
        apiServer,
        props.name,
        directory,
        etcd.url,
        apiPort,
        credentials,
        apiServerFlags,
      );
      processes.push(api.process);
      await writeFile(join(directory, 'ca.crt'), api.caPem);
      const access = { ...api, token: credentials.tokens.get(ADMIN) as string, port: managerPort };
      processes.push(await startControllerManager(props.name, directory, access, controllers, controllerManagerFlags));
      const plane = new ControlPlane(props.name, api.url, api.caPem, directory, credentials.tokens, processes);
      await plane.waitUntilUsable();
      return plane;
    } catch (error) {
      await stopAll(processes);
      await removeTemporaryDirectory(directory);
      throw error;
    }
  }

  private readonly endpoint: KubeEndpoint;
  private readonly clients = new Map<string, KubeClient>();
  private readonly stopFirst: (() => Promise<void>)[] = [];

  private constructor(
    readonly name: string,
    /** Address of the API server. */
    readonly url: string,
    /** The CA that signed the API server's certificate. */
    readonly caPem: string,
    /** Temporary directory of this plane's engines. */
    readonly directory: string,
    private readonly tokens: ReadonlyMap<string, string>,
    private readonly processes: readonly EngineProcess[],
  ) {
    this.endpoint = kubeEndpoint(url, caPem);
  }

  /** Token of a user in `system:masters`. */
  get adminToken(): string {
    return this.userToken(ADMIN);
  }

  /** Token of one of the users that the plane was started with. */
  userToken(name: string): string {
    const token = this.tokens.get(name);
    if (token === undefined) throw new Error(`plane ${this.name} has no user "${name}"`);
    return token;
  }

  /** Text of a kubeconfig with the CA embedded. */
  kubeconfig(token = this.adminToken): string {
    return kubeconfigText(this.name, this.url, this.caPem, token);
  }

  /** The client of a token's user; for no one (anonymous) pass an empty token. */
  client(token = this.adminToken): KubeClient {
    // Shared, because each client asks anew what the server serves.
    let client = this.clients.get(token);
    if (!client) {
      client = new KubeClient(this.endpoint, token === '' ? undefined : token);
      this.clients.set(token, client);
    }
    return client;
  }

  /** Has something stopped before this plane's own engines are, such as a controller that talks to them. */
  beforeStop(stop: () => Promise<void>): void {
    this.stopFirst.push(stop);
  }

  /** Ends the engines, in the reverse order of their start, and removes all that they stored. */
  async stop(): Promise<void> {
    for (const stop of this.stopFirst.splice(0).reverse()) await stop();
    this.endpoint.agent.destroy();
    await stopAll(this.processes);
    await removeTemporaryDirectory(this.directory);
  }

  // Ready servers are not enough: the controllers fill in what every test takes for granted.
  private async waitUntilUsable(): Promise<void> {
    const client = this.client();
    await waitFor(`plane ${this.name} to have its default service account and roles`, async (observe) => {
      const account = await client.find({
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        namespace: 'default',
        name: 'default',
      });
      const role = await client.find({
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRole',
        name: 'admin',
      });
      const rules = (at(role, 'rules') as unknown[] | null | undefined)?.length ?? 0;
      observe(`account ${account ? 'there' : 'missing'}, rules in role admin: ${rules}`);
      return account !== undefined && rules > 0;
    });
  }
}

async function stopAll(processes: readonly EngineProcess[]): Promise<void> {
  // The data is thrown away, so no engine is worth a long goodbye.
  for (const process of [...processes].reverse()) await process.stop(3_000);
}
