import { anything, either, freeMap, list, object, oneOf, OptionType, text } from '../../core/options';
import { Named } from '../placement';
import { ContainerLimits, NetworkPeer } from './isolation';

/** The types of the options of {@link ContainerLimits}. The check of the limits reads the amounts. */
const LIMITS = object<ContainerLimits>({ default: freeMap, defaultRequest: freeMap, max: freeMap, min: freeMap });

/** {@link ContainerLimits}, or `none`. */
export const CONTAINER_LIMITS = either(oneOf('none'), (value) => typeof value === 'string', LIMITS);

const NAMED: OptionType<Named> = either<string, { readonly name: string }>(
  text,
  (value) => typeof value !== 'object',
  // An element of the program, or anything else with a name.
  { ...freeMap, wanted: 'a named element' },
);

/** The types of the options of a {@link NetworkPeer}. The check of peers tells which of them go together. */
export const NETWORK_PEER: OptionType<NetworkPeer> = object<NetworkPeer>({
  ports: list(anything),
  namespace: text,
  cidr: text,
  except: list(text),
  tenant: NAMED,
});
