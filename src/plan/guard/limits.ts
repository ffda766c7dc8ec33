import { number, object, OptionType } from '../../core/options';
import { quote } from '../../kubernetes/names';
import type { GuardLimits } from './guard';

/** The group of a kind: empty for the core one. */
const GROUP = /^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*)?$/;

/** A kind, which begins with a capital, unlike the name of its resource. */
const KIND = /^[A-Z][A-Za-z0-9]*$/;

/** A resource or kind with its group, as kubectl writes it. */
const KUBECTL = /^[a-z][a-z0-9]*\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

function faultOf(kind: unknown): string | undefined {
  if (typeof kind !== 'string') return 'is not a string';
  if (KUBECTL.test(kind)) return undefined;
  const parts = kind.split('/');
  if (parts.length !== 2) return parts.length === 1 ? 'has no group' : 'has more than a group and a kind';
  if (!KIND.test(parts[1]!)) return `has ${quote(parts[1])}, which is not a kind but perhaps a resource`;
  return GROUP.test(parts[0]!) ? undefined : `has ${quote(parts[0])}, which is not a group`;
}

/** Kinds as `group/Kind`, or as kubectl has them. */
const KINDS: OptionType<readonly string[]> = {
  wanted: 'a list of kinds as group/Kind, such as "postgresql.cnpg.io/Cluster", or "/Secret" of the core group',
  accepts: (value) => Array.isArray(value) && value.every((kind) => faultOf(kind) === undefined),
  check: (value, path, _owner, found) => {
    if (!Array.isArray(value)) found('value', `${path} is not a list: give ${KINDS.wanted}`);
    else {
      for (const kind of value) {
        const fault = faultOf(kind);
        if (fault === undefined) continue;
        const core =
          typeof kind === 'string' && KIND.test(kind) ? `, or ${quote(`/${kind}`)} for one of the core group` : '';
        found(
          'value',
          `${path} lists ${quote(kind)}, which ${fault}: write "group/Kind", such as "postgresql.cnpg.io/Cluster"${core}`,
        );
      }
    }
  },
};

/** The types of {@link GuardLimits}. */
export const GUARD_LIMITS = object<GuardLimits>({
  share: number({ least: 0, most: 1 }),
  objects: number({ least: 0, whole: true }),
  namespaces: number({ least: 1, whole: true }),
  protected: KINDS,
});
