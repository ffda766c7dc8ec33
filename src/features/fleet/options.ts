import { anything, flag, freeMap, instance, Options, required, text } from '../../core/options';
import { FLUX_DEFAULTS } from '../../flux/options/defaults';
import { GUARD_LIMITS } from '../../plan/guard/limits';
import { BOOTSTRAP_TYPES } from '../bootstrap';
import { POLICY_TYPES } from '../policies';
import { Source } from '../source';
import type { FleetProps } from './fleet-scope';

/** The types of versions; checkVersions knows which there are. */
export const VERSION_TYPES = { flux: anything, kubernetes: anything } as const;

/** The options of `Fleet`. */
export const FLEET_OPTIONS = Options.of<FleetProps<object>>('a fleet', {
  ...VERSION_TYPES,
  ...POLICY_TYPES,
  ...BOOTSTRAP_TYPES,
  name: required(anything),
  source: required(instance('a Source', () => Source)),
  path: text,
  outdir: text,
  // declareLayer checks it.
  config: freeMap,
  defaults: FLUX_DEFAULTS,
  strict: flag,
  guard: GUARD_LIMITS,
});
