import { spawnSync } from 'node:child_process';
import { KubernetesObject } from '../kubernetes/objects';

/** A cluster's answer about some objects. */
export interface Answer {
  /** The objects that it sent back. */
  readonly objects: readonly KubernetesObject[];
  /** Complaints of kubectl, one line each. */
  readonly complaints: readonly string[];
}

/** Asks a cluster through `kubectl`, with the rights of whoever runs it. Changes nothing. */
export class ClusterReader {
  /** @param context context of the kubeconfig */
  constructor(private readonly context: string) {}

  /** Why the cluster does not answer; undefined when it does. */
  public unreachable(): string | undefined {
    const { status, stdout, stderr } = this.run(['version', '--output=json', '--request-timeout=15s']);
    if (status === 0 && stdout.includes('serverVersion')) return undefined;
    return lastLine(stderr) ?? 'kubectl reached no API server';
  }

  /** The objects as the cluster has them. Those that it does not have are missing in the answer. */
  public live(objects: readonly KubernetesObject[]): Answer {
    return this.ask(['get', '--ignore-not-found', '--show-managed-fields', '--output=json', '--filename=-'], objects);
  }

  /** The objects as they would be if Flux applied them now. */
  public applied(objects: readonly KubernetesObject[]): Answer {
    return this.ask(
      [
        ...['apply', '--server-side', '--dry-run=server', '--field-manager=kustomize-controller', '--force-conflicts'],
        ...['--output=json', '--filename=-'],
      ],
      objects,
    );
  }

  private ask(args: readonly string[], objects: readonly KubernetesObject[]): Answer {
    const found: KubernetesObject[] = [];
    const complaints: string[] = [];
    for (let start = 0; start < objects.length; start += AT_ONCE) {
      const items = objects.slice(start, start + AT_ONCE);
      const { stdout, stderr } = this.run(args, JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
      found.push(...itemsOf(stdout));
      complaints.push(...stderr.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('Warning:')));
    }
    return { objects: found, complaints };
  }

  private run(args: readonly string[], input = '') {
    const ended = spawnSync('kubectl', [`--context=${this.context}`, ...args], {
      encoding: 'utf8',
      env: process.env,
      input,
      maxBuffer: Number.POSITIVE_INFINITY,
    });
    const error: NodeJS.ErrnoException | undefined = ended.error;
    if (error?.code === 'ENOENT') return { status: 1, stdout: '', stderr: 'kubectl is not on PATH: install it' };
    return { status: ended.status, stdout: ended.stdout ?? '', stderr: ended.stderr || (error?.message ?? '') };
  }
}

/** Objects of one call: kubectl holds all of them in memory, and a call costs some requests of its own. */
const AT_ONCE = 200;

function itemsOf(text: string): readonly KubernetesObject[] {
  if (text.trim() === '') return [];
  const answer = JSON.parse(text) as KubernetesObject & { readonly items?: readonly KubernetesObject[] };
  return answer.kind === 'List' && answer.items ? answer.items : [answer];
}

function lastLine(text: string): string | undefined {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .at(-1);
}
