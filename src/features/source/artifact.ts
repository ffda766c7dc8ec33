import { defined } from '../../core/defined';
import { instance, list, mapOf, object, oneOf, Options, required, text } from '../../core/options';
import { ArtifactGenerator } from '../../flux/artifact-generator';
import { checkDnsLabel, checkDnsSubdomain, quote } from '../../kubernetes/names';
import { foreignSourceProblem } from './rules';
import { ArtifactSpec, CopySpec, SourceSpec } from './spec';

/** The props of `Source.externalArtifact`. */
interface ExternalProps {
  readonly name: string;
  readonly namespace?: string;
}

/** Fields that an artifact needs of a source, whose class imports this module. */
interface Origin {
  readonly spec: SourceSpec;
  readonly problems: readonly string[];
  readonly artifact?: ArtifactSpec | undefined;
}

/** The props of `Source.artifact`. */
interface MadeProps {
  readonly sources: Readonly<Record<string, Origin>>;
  readonly copy: readonly CopySpec[];
}

const EXTERNAL = Options.of<ExternalProps>('Source.externalArtifact', { name: required(text), namespace: text });

const COPY = list(
  object<CopySpec>({
    from: required(text),
    to: required(text),
    exclude: list(text),
    strategy: oneOf('Overwrite', 'Merge', 'Extract'),
  }),
);

/** An artifact, and what is wrong with it. */
interface ReadArtifact {
  readonly spec: ArtifactSpec;
  readonly problems: ReadonlyArray<string | undefined>;
}

/** An artifact that is there without the fleet. */
export function externalArtifact(props: ExternalProps): ReadArtifact {
  const problems: Array<string | undefined> = [];
  const { name = '', namespace } = EXTERNAL.read(props, (_, message) => problems.push(message));
  if (problems.length === 0) {
    problems.push(
      checkDnsSubdomain('ExternalArtifact', name),
      namespace === undefined ? undefined : checkDnsLabel('namespace of the ExternalArtifact', namespace),
    );
  }
  return { spec: { name, ...defined({ namespace }) }, problems };
}

/**
 * An artifact that source-watcher makes of sources.
 *
 * @param source the class of sources
 */
export function madeArtifact(props: MadeProps, source: { readonly prototype: Origin }): ReadArtifact {
  const problems: Array<string | undefined> = [];
  const options = Options.of<MadeProps>('Source.artifact', {
    sources: required(mapOf(instance('a Source', () => source))),
    copy: required(COPY),
  });
  const { sources = {}, copy = [] } = options.read(props, (_, message) => problems.push(message));
  const spec = {
    sources: Object.fromEntries(Object.entries(sources).map(([alias, { spec }]) => [alias, spec])),
    copy: JSON.parse(JSON.stringify(copy)) as CopySpec[],
  };
  if (problems.length > 0) return { spec, problems };
  for (const [alias, from] of Object.entries(sources)) {
    // The name of the object that fetches it ends with the alias.
    problems.push(checkDnsLabel('alias', alias));
    problems.push(
      ...(from.artifact ? [`source ${quote(alias)} is an artifact itself: give a repository`] : from.problems),
      foreignSourceProblem(from.spec),
    );
  }
  try {
    const named = Object.entries(spec.sources).map(([alias, { kind }]) => [alias, { kind, name: alias }] as const);
    ArtifactGenerator.manifest({
      sources: Object.fromEntries(named),
      artifacts: [{ name: 'artifact', copy: spec.copy }],
    });
  } catch (error) {
    problems.push((error as Error).message);
  }
  return { spec, problems };
}
