import { Construct } from 'constructs';
import { defined } from '../core/defined';
import { checkDnsLabel, checkDnsSubdomain, quote } from '../kubernetes/names';
import { SOURCE_EXTENSIONS_API_VERSION } from './api-versions';
import { FluxContext } from './context';
import { FluxManifest, fluxManifest, FluxObject, FluxObjectProps, refuse } from './flux-object';
import { objectReference } from './references';
import { SourceLike, SourceReference } from './source-reference';
import { ArtifactGeneratorSpec } from './spec';

/** The kinds of source that an ArtifactGenerator takes files from. */
export type GeneratorSourceKind = ArtifactGeneratorSpec['sources'][number]['kind'];

const GENERATOR_SOURCE_KINDS: readonly GeneratorSourceKind[] = [
  'GitRepository',
  'OCIRepository',
  'Bucket',
  'HelmChart',
  'ExternalArtifact',
];

const ALIAS = /^[a-z0-9]([a-z0-9_-]*[a-z0-9])?$/;

/** Files that are copied into an artifact. */
export interface ArtifactCopy {
  /** What is copied: the source's alias and a pattern within it, such as `@apps/web/**`. */
  readonly from: string;

  /** Where it goes, such as `@artifact/` or `@artifact/web/`. */
  readonly to: string;

  /**
   * Patterns of what is not copied.
   *
   * @default - none
   */
  readonly exclude?: readonly string[];

  /**
   * What happens to a file that is there already. `Extract` unpacks an archive; Flux 2.8 and later.
   *
   * @default - Overwrite
   */
  readonly strategy?: 'Overwrite' | 'Merge' | 'Extract';

  /**
   * Whether it is no failure when nothing matches. Flux 2.10 and later.
   *
   * @default false
   */
  readonly optional?: boolean;
}

/** An artifact that is made. */
export interface GeneratedArtifact {
  /** Name of the ExternalArtifact. */
  readonly name: string;

  /**
   * Namespace of the ExternalArtifact. Flux 2.10 and later.
   *
   * @default - the generator's own
   */
  readonly namespace?: string;

  /** What it holds, in this order. */
  readonly copy: readonly ArtifactCopy[];

  /**
   * Source whose revision the artifact has, such as `@apps`.
   *
   * @default - the digest of its content: who uses it is left alone while that stays the same
   */
  readonly revision?: string;

  /**
   * Source whose origin revision, such as the commit that an image was built from, the artifact carries.
   *
   * @default - none
   */
  readonly originRevision?: string;

  /**
   * File of YAML whose content the ExternalArtifact's status exports, for a ResourceSet to read: one of a source, such
   * as `@apps/inputs.yaml`, or of the artifact, such as `@artifact/inputs.yaml`. Flux 2.10 and later.
   *
   * @default - none
   */
  readonly inputsFrom?: string;
}

/** Props of {@link ArtifactGenerator}. */
export interface ArtifactGeneratorProps extends FluxObjectProps<ArtifactGeneratorSpec> {
  /** Where files come from, by the alias that `from` names. */
  readonly sources: Readonly<Record<string, SourceLike<GeneratorSourceKind>>>;

  /** What is made of them. */
  readonly artifacts: readonly GeneratedArtifact[];

  /**
   * Pattern of folders, each of which becomes one artifact of every one listed, such as `@apps/*`; Flux 2.9 and later.
   *
   * @default - none: each artifact listed is one
   */
  readonly pathPattern?: string;

  /**
   * Labels and annotations of the artifacts. Flux 2.9 and later.
   *
   * @default - none
   */
  readonly commonMetadata?: ArtifactGeneratorSpec['commonMetadata'];

  /**
   * Account of the same namespace that must be allowed to write the artifacts, and the namespaces that are managed.
   * Flux 2.10 and later.
   *
   * @default - the controller's own rights; for artifacts in other namespaces its default account, if it has one
   */
  readonly serviceAccountName?: string;

  /**
   * Which namespaces of artifacts Flux makes, with what labels and annotations, and whether it deletes them when no
   * artifact needs them. Flux 2.10 and later.
   *
   * @default - none: the namespaces must be there
   */
  readonly managedNamespaces?: ArtifactGeneratorSpec['managedNamespaces'];
}

/**
 * Makes artifacts out of those of other sources: out of one repository one artifact per folder, say, so that a change in
 * one folder does not make Flux reconcile what reads the others. Flux 2.7 and later.
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
   * The manifest, without its metadata.
   *
   * @throws Error when a name, alias or pattern is not one that Flux takes, or an artifact copies from a source that is
   * not listed
   */
  public static manifest(props: ArtifactGeneratorProps, _context: FluxContext = {}): FluxManifest {
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
   * A reference to an artifact that is made, as a Kustomization or HelmRelease takes it.
   *
   * @param namespace the artifact's namespace, where several have the name
   * @throws Error when no artifact has that name, or several have it
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
    // With a pattern name and namespace are templates.
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

/** Checks that a path such as `@apps/web/**` begins with something that it can come out of. */
function checkOrigin(field: string, path: string, aliases: readonly string[]): string | undefined {
  const alias = /^@([^/]+)\//.exec(path)?.[1];
  if (alias !== undefined && aliases.includes(alias)) return undefined;
  return `${field} ${quote(path)} names no source: begin it with ${aliases.map((known) => `"@${known}/"`).join(' or ')}`;
}
