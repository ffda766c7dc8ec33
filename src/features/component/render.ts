import { defined } from '../../core/defined';
import { nothingLeft } from '../../core/nothing-left';
import { KubernetesObject } from '../../kubernetes/objects';
import { Admission } from '../../units/admission';
import { UnitFile } from '../../units/unit';
import { namespaceObject, Control, PLATFORM_ACCOUNT, serviceAccount, sourceObject } from '../control';
import { folderKustomization, releaseObjects } from '../delivery';
import { secretFiles } from '../secret';
import { ArtifactSpec, SourceSpec } from '../source';
import { ResolvedComponent } from './resolved';

// Loaded with the first component that has an account of its own.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const accounts = () => require('./account') as typeof import('./account');

// Loaded with the first artifact.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const generators = () => require('../../flux/artifact-generator') as typeof import('../../flux/artifact-generator');

/** Input of the Flux objects of a component that is a chart or a folder. */
export interface DeliveredData {
  readonly component: ResolvedComponent;
  readonly control: Pick<Control, 'namespace' | 'prefix' | 'kubeConfig' | 'flux'>;
  /** Name of the source object that others read as well; undefined for one of the component's own. */
  readonly sharedSource?: string;
  /** Input of the unit's check, so that objects under other rules make another unit; undefined for none. */
  readonly admission?: readonly Admission[];
}

/** True if a component has Flux objects of its own, in addition to the Kustomization of its unit. */
export function isDelivered({ release, folder }: ResolvedComponent): boolean {
  return (release ?? folder) !== undefined;
}

/** Files of a component's own objects in its cluster; none for a chart that installs into an existing namespace. */
export function componentFiles(component: ResolvedComponent): UnitFile[] {
  const objects = [...namespaceOf(component), ...(component.objects ?? [])];
  return [...(objects.length > 0 ? [{ path: `${component.name}.yaml`, objects }] : []), ...secretFiles(component)];
}

/** Files of a component delivered by its own cluster's Flux: the namespace, objects beside it, then the Flux objects. */
export function deliveredFiles(data: DeliveredData): UnitFile[] {
  const { component } = data;
  const objects = [...namespaceOf(component), ...(component.objects ?? []), ...deliveryObjects(data)];
  return [{ path: `${component.name}.yaml`, objects }, ...secretFiles(component)];
}

/** The namespace that a component creates, with the account of pods that name no other. */
function namespaceOf({
  createNamespace,
  imagePullSecrets,
  namespace,
  namespaceMarks = {},
}: ResolvedComponent): KubernetesObject[] {
  if (!createNamespace) return [];
  const pulling = imagePullSecrets?.map((name) => ({ name }));
  return [
    namespaceObject(namespace, namespaceMarks),
    ...(pulling ? [serviceAccount('default', namespace, { imagePullSecrets: pulling })] : []),
  ];
}

/** Files of the Flux objects that the manager's Flux holds for a remote cluster. */
export function managerFiles(data: DeliveredData): UnitFile[] {
  return [{ path: `${data.component.name}.yaml`, objects: deliveryObjects(data) }];
}

/** Fields rendered in a component's unit beside its Flux objects, or in the unit's own Kustomization. */
type InUnit =
  | 'createNamespace'
  | 'imagePullSecrets'
  | 'makesAccount'
  | 'namespaceMarks'
  | 'secrets'
  | 'objects'
  | 'dependsOn'
  | 'clusterDependsOn';

/**
 * HelmRelease or Kustomization with its source. They are in the control namespace, because the platform's account is
 * there and no tenant is, unless the program says that they are in the component's, where it then has an account.
 */
function deliveryObjects({ component, control, sharedSource }: DeliveredData): KubernetesObject[] {
  const delivered: Omit<ResolvedComponent, InUnit> = component;
  const {
    name: ownName,
    namespace,
    release,
    folder,
    decryption,
    prune,
    healthChecks,
    healthCheckExprs,
    fluxFields,
    fluxName,
    fluxNamespace,
    account,
    ...rest
  } = delivered;
  nothingLeft(rest);
  const { kubeConfig, flux } = control;
  const platform =
    fluxNamespace === undefined ? PLATFORM_ACCOUNT : accounts().componentAccount(control.prefix, ownName);
  const applied = { namespace, account: account?.name ?? platform, flux, ...defined({ kubeConfig }) };
  const metadata = { name: control.prefix + ownName, namespace: fluxNamespace ?? control.namespace };
  if (release) {
    return releaseObjects(
      release,
      defined({ healthCheckExprs, fluxFields, fluxName, sharedSource }),
      metadata,
      applied,
    );
  }
  if (folder === undefined) return [];
  const { source: own, artifact, ...content } = folder;
  const read = own ? sourceOfFolder(own) : artifact && artifactObjects(artifact, metadata, flux);
  if (read === undefined) return [];
  const options = {
    source: read.source,
    ...defined({ healthChecks, healthCheckExprs, decryption, prune, fluxFields }),
  };
  // Must differ from the name of the unit's own Kustomization, which applies this one.
  const name = fluxName ?? `${control.prefix}infrastructure-${ownName}.folder`;
  return [...read.objects, folderKustomization(content, options, { ...metadata, name }, applied)];

  function sourceOfFolder(spec: SourceSpec): FolderSource {
    const object = () => sourceObject(spec, metadata.name, metadata.namespace, flux);
    return {
      source: { kind: spec.kind, name: sharedSource ?? metadata.name },
      objects: sharedSource === undefined ? [object()] : [],
    };
  }
}

/** The source of a folder, and the objects that fetch or make it. */
interface FolderSource {
  readonly source: { readonly kind: string; readonly name: string };
  readonly objects: readonly KubernetesObject[];
}

/** An artifact, with what makes it of its sources. Generated artifacts take no name with a dot. */
function artifactObjects(
  artifact: ArtifactSpec,
  { name, namespace }: { readonly name: string; readonly namespace: string },
  flux: Control['flux'],
): FolderSource {
  if (artifact.sources === undefined) return { source: { kind: 'ExternalArtifact', name: artifact.name }, objects: [] };
  const made = `${name}--artifact`;
  const all = Object.entries(artifact.sources).map(([alias, spec]) => ({ alias, spec, fetched: `${name}--${alias}` }));
  const sources = Object.fromEntries(
    all.map(({ alias, spec, fetched }) => [alias, { kind: spec.kind, name: fetched }]),
  );
  const manifest = generators().ArtifactGenerator.manifest({
    sources,
    artifacts: [{ name: made, copy: artifact.copy }],
  });
  return {
    source: { kind: 'ExternalArtifact', name: made },
    objects: [
      ...all.map(({ spec, fetched }) => sourceObject(spec, fetched, namespace, flux)),
      { ...manifest, metadata: { name: made, namespace } },
    ],
  };
}
