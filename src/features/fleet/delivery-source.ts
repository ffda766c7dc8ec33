import { instance, untyped } from '../../core/options';
import { quote } from '../../kubernetes/names';
import { Source, SourceSpec } from '../source';

/** The sources that an element may give. */
interface SourceProps {
  readonly source?: Source;
  readonly standbySource?: Source;
}

/** The types of the sources that an element may give. */
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
export function givenSources({ source, standbySource }: SourceProps): GivenSources {
  return { ...(source ? { source: source.spec } : {}), ...(standbySource ? { standby: standbySource.spec } : {}) };
}

/** Problems of the sources of props by themselves, one message each. */
export function givenSourceProblems({ source, standbySource }: SourceProps): readonly string[] {
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
