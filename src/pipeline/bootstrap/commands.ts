import { defined } from '../../core/defined';
import { BootstrapCommand } from './plan';

const PLAIN = /^[\w@%+=:,./-]+$/;

/** Program and arguments as a shell takes them. */
export function shellText(argv: readonly string[]): string {
  return argv.map((part) => (PLAIN.test(part) ? part : `'${part.replaceAll("'", `'\\''`)}'`)).join(' ');
}

/** A command that `--apply` runs. */
export function run(argv: readonly string[], unless?: readonly string[]): BootstrapCommand {
  return { argv, text: shellText(argv), ...defined({ unless }) };
}

/** A command whose output goes into a file that only its owner may read. */
export function runInto(file: string, argv: readonly string[]): BootstrapCommand {
  const name = shellText([file]);
  // One that is there may be readable for others.
  return { argv, into: file, text: `(umask 077; rm -f ${name}; ${shellText(argv)} > ${name})` };
}

/** A command that only a person can run. */
export function byHand(text: string, unless?: readonly string[]): BootstrapCommand {
  return { text, ...defined({ unless }) };
}

/** Time for a step of the cluster, which pulls images. */
const PATIENCE = '--timeout=5m';

/** The way to a cluster: a context in the kubeconfig of whoever runs the commands, or a file that is one. */
export type ClusterAccess = string | { readonly kubeconfig: string };

/** The commands of one cluster. Each names the way to it: in another cluster they would do harm. */
export class ClusterCommands {
  constructor(private readonly access: ClusterAccess) {}

  /** The namespace, made where it is missing. */
  public namespace(name: string): BootstrapCommand {
    return run(this.kubectl('create', 'namespace', name), this.kubectl('get', 'namespace', name));
  }

  /** Succeeds where the object exists. */
  public get(resource: string, name: string, namespace: string): readonly string[] {
    return this.kubectl('get', resource, name, `--namespace=${namespace}`);
  }

  /** Applies a folder with a `kustomization.yaml`, or a file. */
  public apply(kind: 'filename' | 'kustomize', path: string, unless?: readonly string[]): BootstrapCommand {
    return run(this.kubectl('apply', '--server-side', `--${kind}=${path}`), unless);
  }

  /** Waits until the API server serves the kinds of CRDs. */
  public established(...crds: readonly string[]): BootstrapCommand {
    const names = crds.map((name) => `crd/${name}`);
    return run(this.kubectl('wait', '--for=condition=Established', PATIENCE, ...names));
  }

  /** Fails where a field of an object has another value. */
  public has(resource: string, name: string, namespace: string, field: string, value: string): BootstrapCommand {
    const condition = `--for=jsonpath={${field}}=${value}`;
    return run(this.kubectl('wait', condition, '--timeout=10s', `${resource}/${name}`, `--namespace=${namespace}`));
  }

  public kubectl(...args: readonly string[]): readonly string[] {
    return ['kubectl', this.way('context'), ...args];
  }

  public helm(...args: readonly string[]): readonly string[] {
    return ['helm', this.way('kube-context'), ...args];
  }

  /** A command of the flux CLI, with arguments as a shell takes them. */
  public flux(args: string): string {
    return `${shellText(['flux', this.way('context')])} ${args}`;
  }

  /** A command of the velero CLI, which works in a namespace. */
  public velero(namespace: string, ...args: readonly string[]): string {
    return shellText(['velero', ...args, this.way('kubecontext'), `--namespace=${namespace}`]);
  }

  /** A kubectl command that a person runs, with arguments as a shell takes them. */
  public kubectlText(args: string): string {
    return `${shellText(this.kubectl())} ${args}`;
  }

  private way(context: string): string {
    return typeof this.access === 'string' ? `--${context}=${this.access}` : `--kubeconfig=${this.access.kubeconfig}`;
  }
}
