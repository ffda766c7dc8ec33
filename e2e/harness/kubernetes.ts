import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { kubeconfigText, type CredentialFiles } from './credentials';
import type { EngineName } from './engine-list';
import { ensureEngine } from './engines';
import { httpStatus } from './health';
import { LOOPBACK } from './ports';
import { EngineProcess } from './process';

/** An API server, of one of the minor versions that are built. */
export type ApiServer = Extract<EngineName, `kube-apiserver${string}`>;

/** A controller that a plane runs only when asked. */
export type ExtraController =
  | 'cronjob'
  | 'deployment'
  | 'endpointslice'
  | 'job'
  | 'replicaset'
  | 'root-ca-certificate-publisher'
  | 'statefulset'
  | 'validatingadmissionpolicy-status';

// Without the aggregation controller the roles `admin` and `edit` are empty, and every test of what a tenant must
// not be able to do passes for the wrong reason.
const CONTROLLERS = [
  'namespace',
  'serviceaccount',
  'clusterrole-aggregation',
  'garbage-collector',
  'resourcequota',
] as const;

/** Starts an API server and returns it with its address and the CA that signed its certificate. */
export async function startApiServer(
  engine: ApiServer,
  plane: string,
  directory: string,
  etcdUrl: string,
  port: number,
  credentials: CredentialFiles,
  flags: readonly string[],
): Promise<{ process: EngineProcess; url: string; caPem: string }> {
  const url = `https://${LOOPBACK}:${port}`;
  const certificates = join(directory, 'apiserver');
  const process = await EngineProcess.start({
    name: `${plane}/kube-apiserver`,
    executable: await ensureEngine(engine),
    args: [
      `--etcd-servers=${etcdUrl}`,
      `--bind-address=${LOOPBACK}`,
      `--advertise-address=${LOOPBACK}`,
      `--secure-port=${port}`,
      `--cert-dir=${certificates}`,
      // A loopback address is no valid endpoint of the `kubernetes` Service, which nothing here uses.
      '--endpoint-reconciler-type=none',
      '--authorization-mode=RBAC',
      `--token-auth-file=${credentials.tokenFile}`,
      '--service-account-issuer=https://kubernetes.default.svc',
      `--service-account-signing-key-file=${credentials.signingKeyFile}`,
      `--service-account-key-file=${credentials.publicKeyFile}`,
      '--service-cluster-ip-range=10.96.0.0/16',
      '--allow-privileged=true',
      '--profiling=false',
      ...flags,
    ],
    ready: async () => (await httpStatus(`${url}/readyz`)) === 200,
  });
  // The file holds the server's certificate and then that of the CA made for it.
  const pem = await readFile(join(certificates, 'apiserver.crt'), 'utf8');
  const caPem = pem.match(/-----BEGIN CERTIFICATE-----[^]+?-----END CERTIFICATE-----\n/g)?.at(-1) ?? '';
  return { process, url, caPem };
}

/** Starts a controller manager with the few controllers that a cluster without nodes needs. */
export async function startControllerManager(
  plane: string,
  directory: string,
  api: { url: string; caPem: string; token: string; port: number },
  extra: readonly ExtraController[],
  flags: readonly string[],
): Promise<EngineProcess> {
  const kubeconfig = join(directory, 'controller-manager.kubeconfig');
  await writeFile(kubeconfig, kubeconfigText(plane, api.url, api.caPem, api.token), { mode: 0o600 });
  const controllers = [...new Set([...CONTROLLERS, ...extra])].map((name) => `${name}-controller`);
  return EngineProcess.start({
    name: `${plane}/kube-controller-manager`,
    executable: await ensureEngine('kube-controller-manager'),
    args: [
      `--kubeconfig=${kubeconfig}`,
      `--controllers=${controllers.join(',')}`,
      `--bind-address=${LOOPBACK}`,
      `--secure-port=${api.port}`,
      `--cert-dir=${join(directory, 'controller-manager')}`,
      '--leader-elect=false',
      '--kube-api-qps=500',
      '--kube-api-burst=1000',
      '--profiling=false',
      ...(extra.includes('root-ca-certificate-publisher') ? [`--root-ca-file=${join(directory, 'ca.crt')}`] : []),
      ...flags,
    ],
    ready: async () => (await httpStatus(`https://${LOOPBACK}:${api.port}/healthz`)) === 200,
  });
}
