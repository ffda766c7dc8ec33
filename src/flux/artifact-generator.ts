import { Construct } from 'constructs';
import { defined } from '../core/defined';
import { flag, list, mapOf, object, oneOf, Options, required, text } from '../core/options';
import { checkDnsLabel, checkDnsSubdomain, quote } from '../kubernetes/names';
import { SOURCE_EXTENSIONS_API_VERSION } from './api-versions';
import { FluxContext } from './context';
import { FluxManifest, fluxManifest, FluxObject, FluxObjectProps, refuse } from './flux-object';
import { COMMON_METADATA } from './kustomize';
import { SOURCE_REFERENCE, BASE } from './option-types';
import { objectReference } from './references';
import { SourceLike, SourceReference } from './source-reference';
import { ArtifactGeneratorSpec } from './spec';

/** The source kinds of an ArtifactGenerator. */
export type GeneratorSourceKind = ArtifactGeneratorSpec['sources'][number]['kind'];

const GENERATOR_SOURCE_KINDS: readonly GeneratorSourceKind[] = [
  'GitRepository',
  'OCIRepository',
  'Bucket',
  'HelmChart',
  'ExternalArtifact',
];

const ALIAS = /^[a-z0-9]([a-z0-9_-]*[a-z0-9])?$/;

/** One copy operation of an artifact. */
export interface ArtifactCopy {
  /** Source alias and pattern to copy from, such as `@apps/web/**`. */
  readonly from: string;

  /** Destination, such as `@artifact/` or `@artifact/web/`. */
  readonly to: string;

  /**
   * Patterns to exclude from the copy.
   *
   * @default - none
   */
  readonly exclude?: readonly string[];

  /**
   * How to treat a file that already exists. `Extract` unpacks an archive; Flux 2.8 and later.
   *
   * @default - Overwrite
   */
  readonly strategy?: 'Overwrite' | 'Merge' | 'Extract';

  /**
   * Whether the copy may match no file. Flux 2.10 and later.
   *
   * @default false
   */
  readonly optional?: boolean;
}

/** An artifact that the generator produces. */
export interface GeneratedArtifact {
  /** Name of the ExternalArtifact. */
  readonly name: string;

  /**
   * Namespace of the ExternalArtifact. Flux 2.10 and later.
   *
   * @default - the generator's namespace
   */
  readonly namespace?: string;

  /** Copy operations, applied in this order. */
  readonly copy: readonly ArtifactCopy[];

  /**
   * Source whose revision becomes the artifact's revision, such as `@apps`.
   *
   * @default - the digest of the content: consumers reconcile only when the content changes
   */
  readonly revision?: string;

  /**
   * Source whose origin revision the artifact records, such as the commit an image was built from.
   *
   * @default - none
   */
  readonly originRevision?: string;

  /**
   * YAML file that the ExternalArtifact's status exports as inputs for a ResourceSet: a file of a source, such as
   * `@apps/inputs.yaml`, or of the artifact, such as `@artifact/inputs.yaml`. Flux 2.10 and later.
   *
   * @default - none
   */
  readonly inputsFrom?: string;
}

/** Props of {@link ArtifactGenerator}. */
export interface ArtifactGeneratorProps extends FluxObjectProps<ArtifactGeneratorSpec> {
  /** Sources by alias; `from` refers to the alias. */
  readonly sources: Readonly<Record<string, SourceLike<GeneratorSourceKind>>>;

  /** The artifacts to produce. */
  readonly artifacts: readonly GeneratedArtifact[];

  /**
   * Pattern of folders, such as `@apps/*`. Every listed artifact is produced once per matching folder. Flux 2.9 and
   * later.
   *
   * @default - none: every listed artifact is produced once
   */
  readonly pathPattern?: string;

  /**
   * Labels and annotations of the artifacts. Flux 2.9 and later.
   *
   * @default - none
   */
  readonly commonMetadata?: ArtifactGeneratorSpec['commonMetadata'];

  /**
   * ServiceAccount in the same namespace with permission to write the artifacts and the managed namespaces. Flux 2.10
   * and later.
   *
   * @default - the controller's own permissions; for artifacts in other namespaces its default ServiceAccount, if it
   * has one
   */
  readonly serviceAccountName?: string;

  /**
   * Namespaces of artifacts that Flux creates: their labels and annotations, and whether Flux deletes them when no
   * artifact needs them. Flux 2.10 and later.
   *
   * @default - none: the namespaces must exist
   */
  readonly managedNamespaces?: ArtifactGeneratorSpec['managedNamespaces'];
}

/** Options of {@link ArtifactGeneratorProps}. */
const ARTIFACT_GENERATOR = Options.of<ArtifactGeneratorProps>('an ArtifactGenerator', {
  ...BASE,
  sources: required(mapOf(SOURCE_REFERENCE)),
  artifacts: required(
    list(
      object<GeneratedArtifact>({
        name: required(text),
        namespace: text,
        copy: required(
          list(
            object<ArtifactCopy>({
              from: required(text),
              to: required(text),
              exclude: list(text),
              strategy: oneOf('Overwrite', 'Merge', 'Extract'),
              optional: flag,
            }),
          ),
        ),
        revision: text,
        originRevision: text,
        inputsFrom: text,
      }),
    ),
  ),
  pathPattern: text,
  commonMetadata: COMMON_METADATA,
  serviceAccountName: text,
  managedNamespaces: object({
    allowedNames: required(list(text)),
    metadata: object({
      from: list(
        object({
          annotations: mapOf(text),
          labels: mapOf(text),
          namespace: required(text),
          strategy: required(oneOf('Merge', 'Reset', 'Override')),
        }),
      ),
      fromSource: object({ allowedAnnotations: mapOf(text), allowedLabels: mapOf(text), path: required(text) }),
    }),
    prune: required(flag),
  }),
});

/**
 * Produces artifacts from the files of other sources. With one artifact per folder of a repository, for example, a
 * change in one folder reconciles only the consumers of that folder. Flux 2.7 and later.
 *
 * @example
 * const repository = new GitRepository(chart, 'apps', {
 *   url: 'https://github.com/acme/apps',
 *   ref: { branch: 'main' },
 * });
 * const split = new ArtifactGenerator(chart, 'split', {
 *   sources: { apps: repository },
 *   artifacts: [{ name: 'web', copy: [{ from: '@apps/web/**', to: '@artifact/' }] }],
 * });
 * new Kustomization(chart, 'web', { sourceRef: split.artifact('web'), path: './' });
 */
export class ArtifactGenerator extends FluxObject<'ArtifactGenerator'> {
  /**
   * The manifest without metadata.
   *
   * @throws Error for an unknown option, when a name, alias or pattern is invalid, or an artifact copies from an unlisted source
   */
  public static manifest(props: ArtifactGeneratorProps, _context: FluxContext = {}): FluxManifest {
    ARTIFACT_GENERATOR.demand(props);
    const manifest = fluxManifest<ArtifactGeneratorSpec>(
      SOURCE_EXTENSIONS_API_VERSION,
      'ArtifactGenerator',
      {
        sources: Object.entries(props.sources).map(([alias, source]) => ({
          alias,
          ...objectReference(`source ${alias}`, GENERATOR_SOURCE_KINDS, source),
        })),
        artifacts: props.artifacts,
        pathPattern: props.pathPattern,
        commonMetadata: props.commonMetadata,
        serviceAccountName: props.serviceAccountName,
        managedNamespaces: props.managedNamespaces,
      },
      props.specOverrides,
    );
    refuse(...checkSpec(manifest.spec));
    return manifest;
  }

  private readonly artifacts: readonly GeneratedArtifact[];

  constructor(scope: Construct, id: string, props: ArtifactGeneratorProps) {
    super(scope, id, (context) => ArtifactGenerator.manifest(props, context), props.metadata);
    this.artifacts = props.artifacts;
  }

  /**
   * A reference to one of the artifacts, for a Kustomization or HelmRelease.
   *
   * @param namespace the artifact's namespace, if several artifacts share the name
   * @throws Error when no artifact or more than one artifact has that name
   */
  public artifact(name: string, namespace?: string): SourceReference<'ExternalArtifact'> {
    const inNamespace = (one: GeneratedArtifact) => one.namespace ?? this.metadata.namespace;
    const named = this.artifacts.filter((one) => one.name === name);
    const found = namespace === undefined ? named : named.filter((one) => inNamespace(one) === namespace);
    const [only] = found;
    if (!only) {
      const names = [...new Set(this.artifacts.map((one) => one.name))].join(', ');
      const where = named.length > 0 ? ` in namespace ${quote(namespace)}` : '';
      throw new Error(`artifact ${quote(name)} is not made here${where}: use one of ${names}`);
    }
    if (found.length > 1) throw new Error(`several artifacts are named ${quote(name)}: give the namespace of one`);
    return { kind: 'ExternalArtifact', name, ...defined({ namespace: inNamespace(only) }) };
  }
}

function* checkSpec({ sources, artifacts, pathPattern }: ArtifactGeneratorSpec): Generator<string | undefined> {
  const aliases = new Set(sources.map(({ alias }) => alias));
  if (aliases.size === 0) yield 'an ArtifactGenerator needs files: give sources';
  if (artifacts.length === 0) yield 'an ArtifactGenerator makes something: give artifacts';
  for (const alias of aliases) {
    if (ALIAS.test(alias) && alias.length <= 63) continue;
    yield `alias ${quote(alias)} is not usable: use at most 63 lower-case letters, digits, "-" and "_"`;
  }
  const names = new Set<string>();
  for (const { name, namespace, copy, revision, originRevision, inputsFrom } of artifacts) {
    // With a path pattern, name and namespace are templates.
    if (pathPattern === undefined) {
      yield checkDnsSubdomain('name of an artifact', name);
      if (namespace !== undefined) yield checkDnsLabel('namespace of an artifact', namespace);
    }
    const id = `${namespace ?? ''}/${name}`;
    if (names.has(id)) yield `two artifacts are named ${quote(name)}: give each its own name`;
    names.add(id);
    if (copy.length === 0) yield `artifact ${quote(name)} is empty: give copy`;
    if (inputsFrom !== undefined) yield checkOrigin('inputsFrom', inputsFrom, [...aliases, 'artifact']);
    for (const { from, to } of copy) {
      yield checkOrigin('from', from, [...aliases]);
      if (!to.startsWith('@artifact/') || to.split('/').some((part) => part === '..' || part === '.')) {
        yield `to ${quote(to)} is not in the artifact: begin it with "@artifact/", without ".."`;
      }
    }
    for (const [field, value] of Object.entries({ revision, originRevision })) {
      if (value === undefined || (value.startsWith('@') && aliases.has(value.slice(1)))) continue;
      yield `${field} ${quote(value)} names no source: use ${[...aliases].map((known) => `"@${known}"`).join(' or ')}`;
    }
  }
}

/** Checks that a path such as `@apps/web/**` begins with a known alias. */
function checkOrigin(field: string, path: string, aliases: readonly string[]): string | undefined {
  const alias = /^@([^/]+)\//.exec(path)?.[1];
  if (alias !== undefined && aliases.includes(alias)) return undefined;
  return `${field} ${quote(path)} names no source: begin it with ${aliases.map((known) => `"@${known}/"`).join(' or ')}`;
}
