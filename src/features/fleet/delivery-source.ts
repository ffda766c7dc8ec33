import { instance, untyped } from '../../core/options';
import { quote } from '../../kubernetes/names';
import { Source, SourceSpec } from '../source';

/** Where Flux reads the generated folder of a part of the fleet. */
export interface FleetSourceProps {
  /**
   * The repository or artifacts from which Flux reads the generated folder here. Of an environment and its clusters, the
   * environment's wins over a cluster's, and that one over the fleet's.
   *
   * @default - the fleet's
   */
  readonly source?: Source;

  /**
   * Another source of the same folder, whose Flux objects are made as well, and which no Kustomization reads: for going
   * over from one source to another. First it is the new one, until its objects are Ready; then the two change places;
   * when everything is Ready again, it is left out.
   *
   * @default - where `source` is given, none; otherwise the fleet's
   */
  readonly standbySource?: Source;
}

/** The types of {@link FleetSourceProps}. */
export const FLEET_SOURCE_TYPES = {
  source: untyped(instance('a Source', () => Source)),
  standbySource: untyped(instance('a Source', () => Source)),
} as const;

/** The sources that an element gives, as plain data. */
export interface GivenSources {
  readonly source?: SourceSpec;
  readonly standby?: SourceSpec;
}

/** The sources of props. */
export function givenSources({ source, standbySource }: FleetSourceProps): GivenSources {
  return { ...(source ? { source: source.spec } : {}), ...(standbySource ? { standby: standbySource.spec } : {}) };
}

/** Problems of the sources of props by themselves, one message each. */
export function givenSourceProblems({ source, standbySource }: FleetSourceProps): readonly string[] {
  return [
    ...(source?.problems ?? []),
    ...(standbySource?.problems ?? []).map((problem) => `standbySource: ${problem}`),
  ];
}

/**
 * Problem of a source that stands by another one: both are objects of one name, so that their kinds must differ, unless
 * one of them is the other one split up.
 */
export function standbyProblem(source: SourceSpec, standby: SourceSpec | undefined): string | undefined {
  if (standby === undefined || standby.kind !== source.kind) return undefined;
  const [one, other] = [source, standby].map(({ per: _, ...rest }) => JSON.stringify(rest));
  if (source.kind === 'GitRepository' && one === other && source.per !== standby.per) return undefined;
  const what = `standbySource is ${shown(standby)}, and source ${shown(source)}`;
  if (one === other && source.per === standby.per) return `${what}, the same: leave standbySource out`;
  return `${what}: both would be an ${source.kind} of one name: go over to a source of the other kind first, and from there to this one`;
}

function shown({ kind, url, per }: SourceSpec): string {
  return `${kind === 'GitRepository' ? 'Git' : 'OCI'} ${quote(url)}${per === undefined ? '' : ` per ${per}`}`;
}
