import { IMPOSSIBLE, Impossible, Reason, REASONS } from './reasons';
import { OBJECT, Usage } from './usage';

/** One thing that an original says, and what the example has of it. */
export interface Row {
  readonly kind: string;
  /** Path of the field; empty for the object as a whole. */
  readonly field: string;
  /** How many objects of the original say it. */
  readonly count: number;
  readonly result: 'same' | 'different' | 'impossible' | 'unexplained';
  /** Why it is different or impossible. */
  readonly why?: Reason | Impossible;
}

/** Holds what an original says against what the example says, one row for each kind and field of the original. */
export function compareUsage(original: Usage, ours: Usage): Row[] {
  const rows: Row[] = [];
  for (const [kind, fields] of original) {
    for (const [field, count] of fields) {
      const has = ours.get(kind)?.has(field) ?? false;
      const impossible = has ? undefined : IMPOSSIBLE.find((one) => fits(one, kind, field));
      const reason = has ? undefined : REASONS.find((one) => fits(one, kind, field));
      const why = impossible ?? reason;
      const result = has ? 'same' : impossible ? 'impossible' : reason ? 'different' : 'unexplained';
      rows.push({ kind, field, count, result, ...(why ? { why } : {}) });
    }
  }
  return rows;
}

/** Everything that is wrong with a comparison of all styles, one line each. */
export function problemsOf(styles: ReadonlyMap<string, readonly Row[]>): string[] {
  const all = [...styles].flatMap(([style, rows]) => rows.map((row) => ({ style, ...row })));
  const impossible = all.filter(({ result }) => result === 'impossible');
  const used = new Set(all.map(({ why }) => why));
  return [
    ...all
      .filter(({ result }) => result === 'unexplained')
      .map(
        ({ style, kind, field }) =>
          `${style}: ${nameOf(kind, field)}: the example does not say it, and no reason says why`,
      ),
    ...(impossible.length > 3 ? [`${impossible.length} things are impossible: at most 3 may be`] : []),
    ...[...REASONS, ...IMPOSSIBLE]
      .filter((reason) => !used.has(reason))
      .map(({ text }) => `no original needs the reason "${text}": take it out`),
  ];
}

/** The name of a row. */
export function nameOf(kind: string, field: string): string {
  return field === OBJECT ? kind : `${kind} ${field}`;
}

function fits({ kind, field }: Reason, ofKind: string, ofField: string): boolean {
  return kind.test(ofKind) && field.test(ofField);
}
