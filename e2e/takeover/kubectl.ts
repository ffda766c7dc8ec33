import { namespace } from '../harness/flux';
import { parseObjects } from '../harness/flux-manifests';
import type { KubeClient } from '../harness/kube-client';
import { at, referenceTo, textAt, type KubeObject } from '../harness/kube-object';
import { waitFor } from '../harness/wait';

/** The kinds that commands name, as kubectl does. */
const KINDS: Readonly<Record<string, { readonly apiVersion: string; readonly kind: string }>> = {
  'gitrepositories.source.toolkit.fluxcd.io': { apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'GitRepository' },
  'helmreleases.helm.toolkit.fluxcd.io': { apiVersion: 'helm.toolkit.fluxcd.io/v2', kind: 'HelmRelease' },
  'kustomizations.kustomize.toolkit.fluxcd.io': {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
  },
};

const PATCH = /^kubectl patch (\S+) -n (\S+) (\S+) --type merge -p '(.*)'$/;
const DELETE = /^kubectl delete (\S+) -n (\S+) (.+) --ignore-not-found$/;
const UNBIND =
  /^kubectl delete validatingadmissionpolicybindings\.admissionregistration\.k8s\.io (.+) --ignore-not-found$/;
const SAVE = /^kubectl get (\S+) -n (\S+) (\S+) -o json \| jq 'del\(([^)]*)\)' > (\S+)$/;
const APPLY = /^kubectl apply -f (\S+)$/;

const REMOTE = /^kubectl --kubeconfig (\S+) (.*)$/;
const KUBECONFIG = /^kubectl get secrets -n (\S+) (\S+) -o json \| jq -r '(.*) \| @base64d' > (\S+)$/;
const COPY =
  /^kubectl get secrets -n (\S+) (\S+) -o json \| jq '\{apiVersion, kind, metadata: (\{.*\}), data: \{"(\S+)": (.*)\}\}' \| kubectl apply -f -$/;
const NAMESPACE =
  /^jq -n '\{apiVersion: "v1", kind: "Namespace", metadata: \{name: "(\S+)"\}\}' \| kubectl apply -f -$/;

/** The client of the cluster itself, or of the one that a kubeconfig leads to. */
export type ClientOf = (kubeconfig: string | undefined) => KubeClient;

/** Does what the commands of a step say, to the letter. @throws for a command of another form. */
export async function runCommand(command: string, clientOf: ClientOf, files: Record<string, string>): Promise<void> {
  const [, file, rest] = REMOTE.exec(command) ?? [];
  if (file !== undefined) return runOn(clientOf(files[file]), `kubectl ${rest}`, files);
  if (!(await handOver(command, clientOf(undefined), files))) await runOn(clientOf(undefined), command, files);
}

/** Commands that copy kubeconfigs. @returns whether it is one */
async function handOver(command: string, client: KubeClient, files: Record<string, string>): Promise<boolean> {
  const secret = (namespace: string, name: string) => client.get({ apiVersion: 'v1', kind: 'Secret', namespace, name });
  const [, space, name, value, into] = KUBECONFIG.exec(command) ?? [];
  if (space !== undefined) {
    files[into!] = Buffer.from(valueOf(await secret(space, name!), value!), 'base64').toString();
    return true;
  }
  const [, from, one, metadata, key, copied] = COPY.exec(command) ?? [];
  if (from !== undefined) {
    const { apiVersion, kind, ...found } = await secret(from, one!);
    const data = { [key!]: valueOf({ apiVersion, kind, ...found }, copied!) };
    await client.apply({ apiVersion, kind, metadata: JSON.parse(metadata!) as KubeObject['metadata'], data });
    return true;
  }
  const [, made] = NAMESPACE.exec(command) ?? [];
  if (made !== undefined) await client.apply(namespace(made));
  return made !== undefined;
}

/** The value that jq takes of a Secret: of the key that is named, or of those that Flux takes. */
function valueOf(secret: KubeObject, program: string): string {
  const [, key] = /^\.data\["(.*)"\]$/.exec(program) ?? [];
  const found =
    key === undefined
      ? (textAt(secret, 'data', 'value') ?? textAt(secret, 'data', 'value.yaml'))
      : textAt(secret, 'data', key);
  if (found === undefined) throw new Error(`Secret ${secret.metadata.name} has no ${program}`);
  return found;
}

async function runOn(client: KubeClient, command: string, files: Record<string, string>): Promise<void> {
  const [, saved, from, root, dropped, into] = SAVE.exec(command) ?? [];
  if (saved !== undefined) {
    const object = await client.get({ ...kindOf(saved), namespace: from!, name: root! });
    files[into!] = JSON.stringify(without(object, dropped!.split(', ')));
    return;
  }
  const [, patched, space, one, patch] = PATCH.exec(command) ?? [];
  if (patched !== undefined) {
    const reference = { ...kindOf(patched), namespace: space!, name: one! };
    // Kubectl says that an object is gone already, and a person goes on.
    if (await client.find(reference)) await client.patch(reference, JSON.parse(patch!) as Record<string, unknown>);
    return;
  }
  const [, deleted, namespace, names] = DELETE.exec(command) ?? [];
  if (deleted !== undefined) {
    const all = names!.split(' ').map((name) => ({ ...kindOf(deleted), namespace: namespace!, name }));
    // As kubectl does it: all are asked for first, and then waited for.
    for (const reference of all) if (await client.find(reference)) await client.delete(reference);
    for (const reference of all) {
      await waitFor(`${reference.kind} ${reference.name} to be gone`, async () => !(await client.find(reference)));
    }
    return;
  }
  const [, bindings] = UNBIND.exec(command) ?? [];
  if (bindings !== undefined) {
    for (const name of bindings.split(' ')) {
      const binding = { apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingAdmissionPolicyBinding', name };
      if (await client.find(binding)) await client.delete(binding);
    }
    return;
  }
  const [, file] = APPLY.exec(command) ?? [];
  if (file === undefined) throw new Error(`no command that this runs: ${command}`);
  for (const object of parseObjects(files[file]!)) {
    // As kubectl does, from the annotation that it leaves: fields of the last manifest that this one lacks go.
    const note = `last applied: ${object.kind} ${object.metadata.namespace}/${object.metadata.name}`;
    const before = Object.keys((JSON.parse(files[note] ?? '{}') as Partial<KubeObject>).spec ?? {});
    const gone = before.filter((field) => at(object, 'spec', field) === undefined);
    await client.apply(object);
    const spec = Object.fromEntries(gone.map((field) => [field, null]));
    if (gone.length > 0) await client.patch(referenceTo(object), { spec });
    files[note] = JSON.stringify(object);
  }
}

/** An object without the fields at paths of jq. */
function without(object: KubeObject, paths: readonly string[]): KubeObject {
  const copy = structuredClone(object) as unknown as Record<string, Record<string, unknown>>;
  for (const [, field = '', below] of paths.map((path) => path.split('.'))) {
    if (below === undefined) delete copy[field];
    else delete copy[field]![below];
  }
  return copy as unknown as KubeObject;
}

function kindOf(resource: string): { readonly apiVersion: string; readonly kind: string } {
  const kind = KINDS[resource];
  if (kind === undefined) throw new Error(`no kind ${resource}`);
  return kind;
}
