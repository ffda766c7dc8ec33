import { isConstant } from '../core/constant';
import { isMap } from '../core/is-map';
import { shown } from '../kubernetes/field-path';
import { fitsFormat, unlikeFormat } from './checks/formats';
import { Report } from './checks/report';
import { Check, Condition, Fields, Shape } from './checks/rule';
import { isGiven, isZero, valueOr } from './checks/values';

/** A compiled check. */
type Run = (value: unknown, report: Report) => void;

const NOTHING: readonly Run[] = [];

/** Compiles the rules of types for one minor version of Kubernetes; each type once. */
export class Compiler {
  private readonly shapes = new Map<() => Shape, Run>();

  /** @param minor minor version of Kubernetes: 34 for 1.34 */
  constructor(private readonly minor: number) {}

  /** The check of a type. */
  public shape(of: () => Shape): Run {
    const known = this.shapes.get(of);
    if (known !== undefined) return known;
    // A type may contain itself, and most types of a kind are never met: each is compiled when it is.
    let made: Run | undefined;
    const run: Run = (value, report) => (made ??= this.shapeRun(of()))(value, report);
    this.shapes.set(of, run);
    return run;
  }

  private shapeRun({ fields = {}, rules = [] }: Shape): Run {
    const runs = new Map<string, readonly Run[]>();
    const needed: string[] = [];
    for (const [name, checks] of Object.entries(fields)) {
      const list = this.all(Array.isArray(checks) ? (checks as Check[]) : [checks as Check]);
      if (list.length > 0) runs.set(name, list);
      if (needsValue(checks)) needed.push(name);
    }
    const own = this.all(rules);
    return (value, report) => {
      if (!isMap(value)) return;
      for (const name in value) {
        const list = runs.get(name);
        if (list !== undefined) runAt(name, value[name], list, report);
      }
      for (const name of needed)
        if (value[name] === undefined) runAt(name, undefined, runs.get(name) ?? NOTHING, report);
      for (const run of own) run(value, report);
    };
  }

  private all(checks: readonly Check[]): readonly Run[] {
    return checks.flatMap((check) => this.check(check));
  }

  private check(check: Check): readonly Run[] {
    switch (check.rule) {
      case 'in':
        return this.minor >= (check.since ?? 0) && this.minor <= (check.until ?? Infinity)
          ? this.all(check.checks)
          : [];
      case 'shape': {
        const run = this.shape(check.shape);
        return [(value, report) => (isGiven(value) ? run(value, report) : undefined)];
      }
      case 'when': {
        const runs = this.all(check.checks);
        const holds = conditionOf(check.condition);
        return [(value, report) => void (holds(value as Fields) && runs.forEach((run) => run(value, report)))];
      }
      case 'field': {
        const { field } = check;
        const runs = this.all(check.checks);
        return [(value, report) => runAt(field, (value as Fields)[field], runs, report)];
      }
      case 'warning': {
        const runs = this.all(check.checks);
        return [(value, report) => report.warn(() => runs.forEach((run) => run(value, report)))];
      }
      case 'view': {
        const { field, view } = check;
        const runs = this.all(check.checks);
        return [(value, report) => runAt(field, view(value as Fields), runs, report)];
      }
      case 'relation':
        return [check.check];
      default:
        return [this.valueCheck(check)];
    }
  }

  private valueCheck(
    check: Exclude<Check, { rule: 'in' | 'shape' | 'when' | 'field' | 'view' | 'warning' | 'relation' }>,
  ): Run {
    switch (check.rule) {
      case 'each': {
        const runs = this.all(check.checks);
        return (value, report) => {
          if (Array.isArray(value)) value.forEach((item, index) => runAt(index, item, runs, report));
        };
      }
      case 'keys':
      case 'values': {
        const runs = this.all(check.checks);
        const isKeys = check.rule === 'keys';
        return (value, report) => {
          if (!isMap(value)) return;
          for (const key in value) runAt(key, isKeys ? key : value[key], runs, report);
        };
      }
      case 'required':
        return required(check.filled === true, check.hint);
      case 'forbidden':
        return (value, report) => {
          if (check.zero === true ? !isZero(value) : isGiven(value)) report.add([], check.why);
        };
      case 'range':
        return inRange(check.min ?? -Infinity, check.max ?? Infinity, check.zero === true);
      case 'choice':
        return oneOf(check.values, check.strict === true);
      case 'format':
        return (value, report) => {
          if (typeof value !== 'string' || (value === '' && check.strict !== true)) return;
          if (!fitsFormat(check.format, value)) report.add([], `${shown(value)} ${unlikeFormat(check.format)}`);
        };
      case 'size':
        return (value, report) => {
          const size = typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
          if (size > check.max) report.add([], `has ${size} entries: keep at most ${check.max}`);
        };
      case 'unique':
        return noTwo(check.fields, check.defaults ?? {});
      case 'count':
        return counted(check.fields, check.min, check.max ?? Infinity, check.of);
    }
  }
}

/** Whether a check has something to say about an absent value. */
function needsValue(checks: Check | readonly Check[]): boolean {
  return [checks]
    .flat()
    .some((check) => check.rule === 'required' || (check.rule === 'in' && needsValue(check.checks)));
}

/** Constants in which these checks found nothing. A check sees its value alone. */
const clean = new WeakMap<readonly Run[], WeakSet<object>>();

function runAt(step: string | number, value: unknown, runs: readonly Run[], report: Report): void {
  const constant = typeof value === 'object' && value !== null && isConstant(value) ? value : undefined;
  if (constant !== undefined && clean.get(runs)?.has(constant) === true) return;
  const { reported } = report;
  report.enter(step);
  for (const run of runs) run(value, report);
  report.leave();
  if (constant === undefined || report.reported > reported) return;
  const known = clean.get(runs);
  if (known === undefined) clean.set(runs, new WeakSet([constant]));
  else known.add(constant);
}

function required(filled: boolean, hint = 'set it'): Run {
  return (value, report) => {
    const isEmpty =
      value === '' || (Array.isArray(value) && value.length === 0) || (filled && isGiven(value) && isZero(value));
    if (isEmpty) report.add([], `is empty: ${hint}`);
    else if (!isGiven(value)) report.add([], `is missing: ${hint}`);
  };
}

function inRange(min: number, max: number, orZero: boolean): Run {
  const wanted =
    min === 0 && max === Infinity
      ? '0 or more'
      : max === Infinity
        ? `${min} or more`
        : min === -Infinity
          ? `at most ${max}`
          : `a number from ${min} to ${max}`;
  return (value, report) => {
    if (typeof value !== 'number' || (value >= min && value <= max) || (orZero && value === 0)) return;
    report.add([], `is ${value}: give ${wanted}`);
  };
}

function oneOf(values: readonly string[], strict: boolean): Run {
  const allowed = new Set<unknown>(values);
  return (value, report) => {
    if (typeof value !== 'string' || allowed.has(value) || (value === '' && !strict)) return;
    report.add([], `${shown(value)} is not known: use ${values.join(', ')}`);
  };
}

function noTwo(fields: readonly string[], defaults: Fields): Run {
  const [first] = fields;
  const keyOf = (item: unknown): string | undefined => {
    if (first === undefined) return JSON.stringify(item);
    const values = fields.map((name) => valueOr(isMap(item) ? item[name] : undefined, defaults[name]));
    return isZero(values[0]) ? undefined : JSON.stringify(values);
  };
  return (value, report) => {
    if (!Array.isArray(value) || value.length < 2) return;
    const seen = new Map<string, number>();
    for (const [index, item] of value.entries()) {
      const key = keyOf(item);
      const before = key === undefined ? undefined : seen.get(key);
      if (before !== undefined) {
        const what = first === undefined ? 'is' : `has the ${fields.join(' and ')} of`;
        report.add([index], `${what} the one at position ${before} again: keep one of the two, or change it`);
      } else if (key !== undefined) seen.set(key, index);
    }
  };
}

function counted(fields: readonly string[], min: number, max: number, of: string): Run {
  const names = fields.join(', ');
  return (value, report) => {
    const found = fields.filter((name) => isGiven((value as Fields)[name]));
    if (found.length < min) report.add([], `has no ${of}: give one of ${names}`);
    if (found.length > max) report.add([], `has ${found.join(' and ')}: keep one of them`);
  };
}

function conditionOf(condition: Condition): (value: Fields) => boolean {
  if ('not' in condition) {
    const holds = conditionOf(condition.not);
    return (value) => !holds(value);
  }
  if ('all' in condition) {
    const all = condition.all.map(conditionOf);
    return (value) => all.every((holds) => holds(value));
  }
  const { field } = condition;
  if ('zero' in condition) return (value) => isZero(value[field]);
  if ('given' in condition) return (value) => isGiven(value[field]) === condition.given;
  return (value) => condition.is.includes(valueOr(value[field], condition.orElse));
}
