/** Why the example's files do not say what an original says. */
export interface Reason {
  /** Kinds, as `group/Kind`. */
  readonly kind: RegExp;
  /** Fields; the empty one is the object as a whole. */
  readonly field: RegExp;
  /** What the program says instead. */
  readonly text: string;
}

/** What a program cannot say, in any way. */
export interface Impossible extends Reason {
  /** The field of Flux that is missing. */
  readonly missing: string;
}

const KUSTOMIZATION = /^kustomize\.toolkit\.fluxcd\.io\/Kustomization$/;
const FILE = /^kustomize\.config\.k8s\.io\//;
const RELEASE = /^helm\.toolkit\.fluxcd\.io\/HelmRelease$/;
const RESOURCE_SET = /^fluxcd\.controlplane\.io\/ResourceSet$/;

/** Reasons in their order: the first one that fits is given. */
export const REASONS: readonly Reason[] = [
  {
    kind: FILE,
    field: /^(patches|patchesStrategicMerge|namespace|labels|configurations|configMapGenerator|generatorOptions)$/,
    text: 'overlays and generators of YAML: functions of the target and overrides say what differs, and Flux gets the result',
  },
  {
    kind: FILE,
    field: /^(components|resources|)$/,
    text: 'parts that several folders include: a function of the program that several components call',
  },
  {
    kind: KUSTOMIZATION,
    field: /^spec\.patches\[\]/,
    text: 'a patch of what a folder says: a function of the target gives the value itself',
  },
  {
    kind: RELEASE,
    field: /^spec\.postRenderers\[\]\.kustomize\.patches\[\]\.target\.(version|namespace)$/,
    text: 'a narrower selection of the patched object, which kind and name select here',
  },
  {
    kind: KUSTOMIZATION,
    field: /^spec\.(sourceRef\.namespace|dependsOn\[\]\.namespace)$/,
    text: 'no object refers to another namespace: sources are beside what reads them, which tenants need and which costs nothing else',
  },
  {
    kind: RELEASE,
    field: /^spec\.(chartRef|chart\.spec\.sourceRef)\.namespace$/,
    text: 'no object refers to another namespace: sources are beside what reads them, which tenants need and which costs nothing else',
  },
  {
    kind: RELEASE,
    field: /^spec\.dependsOn\[\]\./,
    text: 'the Kustomizations around the releases wait for each other, by `dependsOn` of the component',
  },
  {
    kind: KUSTOMIZATION,
    field: /^spec\.(postBuild\.substitute(From\[\]\..*)?|targetNamespace)$/,
    text: 'values that the program knows are written where they belong, and need no replacement when Flux applies them',
  },
  {
    kind: RELEASE,
    field: /^spec\.valuesFrom\[\]\./,
    text: 'values that the program knows are values of the release; `valuesFrom` is in the styles homelab and variables',
  },
  {
    kind: RESOURCE_SET,
    field: /^(spec\.(dependsOn|inputs|resources).*|)$/,
    text: 'templates that an operator fills in on each cluster: the program fills in each of them, and what is reviewed is the result',
  },
  {
    kind: /^annotations$/,
    field: /^fluxcd\.controlplane\.io\//,
    text: 'for templates that an operator fills in on each cluster, which there are none of',
  },
  {
    kind: /^annotations$/,
    field: /^(kustomize\.toolkit\.fluxcd\.io\/ssa|policy\.fluxcd\.controlplane\.io\/role)$/,
    text: 'for an object that others write too, or a text for people, which the example has no use for; `manifests` write any annotation',
  },
  {
    kind: /^rbac\.authorization\.k8s\.io\/(RoleBinding|ClusterRoleBinding)$/,
    field: /^role (cluster-admin|admin|edit|view)$/,
    text: "a Role that lists what the team deploys: `deploys: 'edit'` or `'admin'` has the kinds of that role, without the rights that would lift the tenant's bounds",
  },
  {
    kind: /^source\.toolkit\.fluxcd\.io\/OCIRepository$/,
    field: /^spec\.ref\.semver$/,
    text: 'one version by its tag, which the automation moves; ranges are in the style overlays',
  },
  {
    kind: RELEASE,
    field: /^spec\.upgrade\.force$/,
    text: 'of the release of Flux Operator itself, which the bootstrap installs: `flux.upgrade` sets it on any other',
  },
  {
    kind: /^image\.toolkit\.fluxcd\.io\/ImageRepository$/,
    field: /^spec\.provider$/,
    text: "Flux's default, which is not written; `provider` of `updateImages` sets another",
  },
  {
    kind: /^notification\.toolkit\.fluxcd\.io\/Receiver$/,
    field: /^spec\.resources\[\]\.apiVersion$/,
    text: 'Flux knows the version of its own kinds, so it is not written',
  },
  {
    kind: /^notification\.toolkit\.fluxcd\.io\/Alert$/,
    field: /^spec\.suspend$/,
    text: "Flux's default, which is not written; `suspend` of `notify` sets it",
  },
  {
    kind: /^Namespace$/,
    field: /^metadata\.labels$/,
    text: 'the example needs none; `namespaceLabels` is in the styles overlays and hub',
  },
  {
    kind: /^(Secret|backstage\.io\/Component|schema\.plugin\.fluxcd\.io\/Config)$/,
    field: /^$/,
    text: 'not for Flux, or a secret: what a fleet needs of other tools is in no generated file, and Secrets come by reference',
  },
  {
    kind: /^(?!.*(fluxcd\.io|controlplane\.io|kustomize\.config\.k8s\.io)\/)/,
    field: /^(imagePullSecrets)?$/,
    text: 'an object that the fleet only carries: `manifests` write any kind, in code or from YAML, and the example shows others',
  },
];

/** What cannot be said at all, at most three of all that the originals say. */
export const IMPOSSIBLE: readonly Impossible[] = [];
