import { Kustomize } from './kustomize';
import { Tree } from './tree';

/** Reason for files of the original without a counterpart here. */
export interface LeftOut {
  readonly files: RegExp;
  readonly name: string;
  readonly text: string;
}

/** Files that are not carried over. */
export const leftOut: readonly LeftOut[] = [
  {
    files: /^main\/clusters\/base\/flux-system\/gotk-components\.yaml$/,
    name: "Flux's own installation",
    text:
      "`flux install`, `flux bootstrap` or Flux's operator brings it, in the version that the cluster is to have. " +
      'This library writes no installation of Flux.',
  },
  {
    files: /^(main|dev)\/utils\/templates\//,
    name: 'templates are statements now',
    text: 'Files with placeholders, which scripts copy and fill in. A statement of `fleet.ts` says the same.',
  },
  {
    files: /^main\/capi\/charts\/[^/]+\/[^/]+\/templates\/sync\.yaml$/,
    name: 'left out: the bootstrap of worker clusters',
    text:
      'By these templates the manager installs Flux and the infrastructure on a new worker cluster. The example ' +
      'neither changes nor replaces them. As they stand, no cluster takes them today: their API version is gone, and ' +
      'under lockdown their source may not be in another namespace. A worker cluster that is to join the fleet is a `Cluster` with ' +
      'a bootstrap of its own, as pacific-aks is here.',
  },
  {
    files: /^main\/capi\/charts\//,
    name: 'left out: the charts of worker clusters',
    text:
      'A chart stays a chart: the releases above read it from the repository as it is. The example does not say it ' +
      "again in TypeScript and does not bring Cluster API's `v1alpha3` kinds up to date.",
  },
  {
    files: /^main\/capi\/setup\/aws\//,
    name: 'left out: installation of Cluster API',
    text: 'Prepares the installation of the AWS provider by hand; Flux never applies it.',
  },
  {
    files: /^main\/infra\/base\/secure-aks-baseline\//,
    name: 'left out: the baseline of secure-aks',
    text:
      'Only the worker cluster secure-aks has it, through the bootstrap that its chart brings, and secure-aks is not ' +
      "in this fleet, only provisioned by it. Pod identity, the secrets driver, kured, the log agent's " +
      'configuration and two network policies are therefore missing here. They would be a `Component` of that cluster.',
  },
  {
    files: /^main\/docs\/demo\//,
    name: 'left out: material for a demonstration',
    text: 'Copied into place during a demonstration; it refers to a chart that the repository does not have.',
  },
];

/** A YAML document that no build of the original reads. */
export interface Unreached {
  readonly file: string;
  readonly label: string;
}

/** The documents of all files that no build reads. They may be templates, so nothing is parsed. */
export function unreached(tree: Tree, kustomize: Kustomize): Unreached[] {
  const files = [...tree.keys()].filter((file) => !kustomize.read.has(file));
  return files.flatMap((file) =>
    tree
      .get(file)!
      .split(/^---.*$/m)
      .filter((text) => /^[^#\s]/m.test(text))
      .map((text) => ({ file, label: labelOf(text) })),
  );
}

/** Kind and name of a document, as far as its text reveals them. */
function labelOf(text: string): string {
  const kind = /^kind:\s*(\S.*?)\s*$/m.exec(text)?.[1];
  if (kind === undefined) return 'no Kubernetes object';
  if (/^apiVersion:\s*kustomize\.config\.k8s\.io/m.test(text)) return 'build file';
  const metadata = /^metadata:[^\n]*\n((?:[ \t]+[^\n]*\n?|\n)*)/m.exec(text)?.[1] ?? '';
  const name = /^ {2}name:\s*(\S.*?)\s*$/m.exec(metadata)?.[1];
  return name === undefined ? kind : `${kind} ${name}`;
}
