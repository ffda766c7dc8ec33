import { Explanation } from '../features/explain';
import { fleetModel } from './model/fleet-model';
import { FleetModel } from './model/model';
import { CommandOptions, QueryOptions } from './protocol/options';
import { addressOf } from './query-address';
import { explainAllAt, explainAt } from './resolve/query';
import { GuardedFleet, reportResult, withReporter } from './run';
import { resolveAlone } from './synthesis';

/** Answers to a question of the command that needs no rendering. */
export interface Answer {
  /** The model of the fleet, for the question `model`. */
  readonly model?: FleetModel;
  /** Explanations of keys, for the question `explain`. */
  readonly explanations?: readonly Explanation[];
}

/**
 * Answers a question about the fleet after it is resolved. Renders and writes nothing.
 *
 * @throws FleetError when the program has problems, or the question names what does not exist
 */
export function runQuery<C extends object>(
  fleet: GuardedFleet<C>,
  { question, target, key, ...options }: QueryOptions & CommandOptions,
): void {
  withReporter(fleet, options, (reporter, onProgress) => {
    const resolved = resolveAlone(fleet, (done, of) => onProgress({ phase: 'resolve', done, of }));
    const answer: Answer =
      question === 'model'
        ? { model: fleetModel(fleet, resolved) }
        : { explanations: explained(fleet, target ?? '', key) };
    reportResult(reporter, options, { fleet: fleet.name, ...answer }, fleet.outdir);
  });
}

function explained<C extends object>(fleet: GuardedFleet<C>, target: string, key?: string): readonly Explanation[] {
  const query = addressOf(fleet, target);
  return key === undefined ? explainAllAt(fleet, query) : [explainAt(fleet, query, key)];
}
