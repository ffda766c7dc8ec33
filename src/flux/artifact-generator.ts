import { Construct } from 'constructs';
import { defined } from '../core/defined';
import { checkDnsSubdomain, quote } from '../kubernetes/names';
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
}

/** An artifact that is made. */
export interface GeneratedArtifact {
  /** Name of the ExternalArtifact. */
  readonly name: string;

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
      },
      props.specOverrides,
    );
    refuse(...checkSpec(manifest.spec));
    return manifest;
  }

  private readonly artifacts: ReadonlySet<string>;

  constructor(scope: Construct, id: string, props: ArtifactGeneratorProps) {
    super(scope, id, (context) => ArtifactGenerator.manifest(props, context), props.metadata);
    this.artifacts = new Set(props.artifacts.map(({ name }) => name));
  }

  /**
   * A reference to an artifact that is made, as a Kustomization or HelmRelease takes it.
   *
   * @throws Error when no artifact has that name
   */
  public artifact(name: string): SourceReference<'ExternalArtifact'> {
    if (!this.artifacts.has(name)) {
      throw new Error(`artifact ${quote(name)} is not made here: use one of ${[...this.artifacts].join(', ')}`);
    }
    return { kind: 'ExternalArtifact', name, ...defined({ namespace: this.metadata.namespace }) };
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
  for (const { name, copy, revision, originRevision } of artifacts) {
    // With a pattern the name is a template.
    if (pathPattern === undefined) yield checkDnsSubdomain('name of an artifact', name);
    if (names.has(name)) yield `two artifacts are named ${quote(name)}: give each its own name`;
    names.add(name);
    if (copy.length === 0) yield `artifact ${quote(name)} is empty: give copy`;
    for (const { from, to } of copy) {
      const alias = /^@([^/]+)\//.exec(from)?.[1];
      if (alias === undefined || !aliases.has(alias)) {
        yield `from ${quote(from)} names no source: begin it with ${[...aliases].map((known) => `"@${known}/"`).join(' or ')}`;
      }
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
