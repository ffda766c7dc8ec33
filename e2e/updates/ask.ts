import type { JsonObject, KubernetesObject } from '../../src/kubernetes/objects';
import { PAIRS_NAMESPACE, SUBJECTS, type Pair } from '../../test/kubernetes/updates/pairs';
import { ControlPlane } from '../harness/control-plane';
import { KubeClient } from '../harness/kube-client';
import { KubeError } from '../harness/kube-http';
import { referenceTo, type KubeObject } from '../harness/kube-object';
import type { ApiServer } from '../harness/kubernetes';

const AT_ONCE = 16;

/** An API server's answer to an update. */
export interface Answer {
  /** Whether both versions of the object are valid by themselves. Of an invalid one nothing is asked. */
  readonly valid: boolean;
  readonly accepted: boolean;
  /** What the server says about a refusal, or about an object that is not valid. */
  readonly message: string;
}

/** An API server as most clusters have it: two address families, and a storage class that is the default. */
export async function startServer(apiServer: ApiServer): Promise<ControlPlane> {
  const plane = await ControlPlane.start({
    name: 'updates',
    apiServer,
    apiServerFlags: ['--service-cluster-ip-range=10.96.0.0/16,fd00:96::/108', '--feature-gates=AllAlpha=false'],
  });
  const client = plane.client();
  await client.create(object('v1', 'Namespace', { name: PAIRS_NAMESPACE }));
  for (const [name, isDefault] of [
    ['standard', true],
    ['fast', false],
    ['slow', false],
  ] as const) {
    const annotations: JsonObject = isDefault ? { 'storageclass.kubernetes.io/is-default-class': 'true' } : {};
    await client.create({
      ...object('storage.k8s.io/v1', 'StorageClass', { name, annotations }),
      provisioner: 'csi.example.com',
      allowVolumeExpansion: true,
    });
  }
  await client.create(object('v1', 'ServiceAccount', { name: 'other', namespace: PAIRS_NAMESPACE }));
  return plane;
}

function object(apiVersion: string, kind: string, metadata: JsonObject): KubeObject {
  return { apiVersion, kind, metadata } as unknown as KubeObject;
}

/** Has a server store the first version of each object, and apply the second one, as Flux does, without storing it. */
export async function ask(plane: ControlPlane, pairs: readonly Pair[]): Promise<Answer[]> {
  const client = plane.client();
  const answers: Answer[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let at = next++; at < pairs.length; at = next++) answers[at] = await askOne(client, pairs[at]!);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return answers;
}

async function askOne(client: KubeClient, pair: Pair): Promise<Answer> {
  const [old, next] = [pair.old, pair.next].map(sent) as [KubeObject, KubeObject];
  const alone = await refusal(client.apply(alias(next), { ...FLUX, dryRun: true }));
  if (alone !== undefined) return { valid: false, accepted: false, message: `next: ${alone}` };
  const stored = await refusal(client.apply(old, FLUX));
  if (stored !== undefined) return { valid: false, accepted: false, message: `old: ${stored}` };
  const status = SUBJECTS[pair.kind]?.status?.(pair.old as unknown as JsonObject);
  if (status !== undefined) await client.patchStatus(referenceTo(old), status);
  if (pair.kind === 'CustomResourceDefinition') await established(client, old);
  const message = await refusal(client.apply(next, { ...FLUX, dryRun: true }));
  // Another object has the port or the address: nothing is said about the change.
  if (message?.includes('already allocated')) return { valid: false, accepted: false, message };
  await client.delete(referenceTo(old)).catch(() => undefined);
  return { valid: true, accepted: message === undefined, message: message ?? '' };
}

const FLUX = { fieldManager: 'kustomize-controller', force: true } as const;

/** Another object of the same content, as nothing may be known of the first one. */
function alias(next: KubeObject): KubeObject {
  const name = next.metadata.name;
  if (next.kind === 'CustomResourceDefinition') {
    const { names, ...spec } = (next as unknown as { spec: { names: Record<string, string> } }).spec;
    const plural = `x${names.plural}`;
    const kind = `X${names.kind}`;
    return {
      ...next,
      metadata: { ...next.metadata, name: `${plural}.example.com` },
      spec: { ...spec, names: { ...names, plural, kind } },
    };
  }
  const other = next.kind === 'IPAddress' ? name.replace('10.201', '10.202') : `x-${name}`;
  return { ...next, metadata: { ...next.metadata, name: other } };
}

/** The object as kustomize-controller sends it: with the texts of a Secret as data. */
function sent(manifest: KubernetesObject): KubeObject {
  const { stringData, ...object } = manifest as unknown as { stringData?: Record<string, string>; data?: JsonObject };
  if (stringData === undefined) return manifest;
  const data = Object.entries(stringData).map(([key, text]) => [key, Buffer.from(text).toString('base64')]);
  return { ...object, data: { ...object.data, ...Object.fromEntries(data) } } as unknown as KubeObject;
}

/** Why a request was refused. */
async function refusal(request: Promise<unknown>): Promise<string | undefined> {
  try {
    await request;
    return undefined;
  } catch (error) {
    if (error instanceof KubeError && error.status >= 400 && error.status !== 429) return error.statusMessage;
    throw error;
  }
}

async function established(client: KubeClient, crd: KubeObject): Promise<void> {
  for (;;) {
    const live = (await client.get(referenceTo(crd))) as unknown as { status?: { conditions?: JsonObject[] } };
    if (live.status?.conditions?.some(({ type, status }) => type === 'Established' && status === 'True')) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
