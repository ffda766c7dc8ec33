import { UnitProblem } from '../objects/comparison';
import { Prediction } from '../predict/prediction';
import { sourceKey, Unit } from '../predict/unit';
import { Walk } from '../predict/walk';
import { FluxSource } from '../tree/flux-spec';

/** The sources of two trees. */
export class TurnedSources {
  private readonly before: ReadonlyMap<string, FluxSource>;
  private readonly after: ReadonlyMap<string, FluxSource>;

  constructor(oldWalks: readonly Walk[], newWalks: readonly Walk[]) {
    this.before = sourcesOf(oldWalks);
    this.after = sourcesOf(newWalks);
  }

  /** Whether a Kustomization reads the same repository from another source, so that nothing goes that is still there. */
  public staysInTree(old: Unit, next: Unit): boolean {
    if (old.spec.holds ?? next.spec.holds) return true;
    const [was, is] = [this.before.get(keyOf(old)), this.after.get(keyOf(next))];
    return [was, is].some((source) => source !== undefined && (source.holds ?? source.copies) !== undefined);
  }

  /**
   * The Kustomizations that turn to a source which comes with the same change, of each namespace the first: if it never
   * becomes Ready, Flux applies nothing of what follows. Those below one that turns as well are left out.
   */
  public *fresh(prediction: Prediction): Generator<{ readonly unit: Unit; readonly isInstance: boolean }> {
    const seen = new Set<string>();
    for (const next of prediction.newUnits.values()) {
      const old = this.turned(next, prediction);
      if (old === undefined || (next.parent && this.turned(next.parent, prediction))) continue;
      const isInstance = (next.spec.holds ?? old.spec.holds) === true;
      const isFresh = this.after.has(keyOf(next)) && !this.before.has(keyOf(next));
      const place = `${next.host}|${next.spec.namespace}`;
      if (!(isFresh || isInstance) || seen.has(place)) continue;
      seen.add(place);
      yield { unit: next, isInstance };
    }
  }

  /** Old state of a Kustomization that turns to a source of another kind with the same repository; undefined otherwise. */
  private turned(next: Unit, prediction: Prediction): Unit | undefined {
    const old = prediction.oldUnits.get(next.key);
    if (old?.recipe === undefined || next.recipe === undefined) return undefined;
    return old.spec.source.kind !== next.spec.source.kind && this.staysInTree(old, next) ? old : undefined;
  }
}

/** Problem of a Kustomization that turns to a fresh source, as the end of a sentence about it. */
export function freshSourceText({ spec: { source } }: Unit): string {
  return `it turns to ${source.kind} ${source.namespace}/${source.name}, which comes with this change: if that never becomes Ready, Flux applies nothing any more`;
}

/** How bad that is: Flux Operator makes the source of a FluxInstance, so that nobody can make it before. */
export function freshSourceSeverity(isInstance: boolean): UnitProblem['severity'] {
  return isInstance ? 'warning' : 'error';
}

function keyOf({ host, spec }: Unit): string {
  return sourceKey(host, spec.source);
}

function sourcesOf(walks: readonly Walk[]): Map<string, FluxSource> {
  return new Map(walks.flatMap(({ sources }) => [...sources]));
}
