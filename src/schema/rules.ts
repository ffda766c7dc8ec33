import { judge } from './cel';
import { below, Finding, FindingId } from './finding';
import { Schema } from './schema';

/** Looks at a value and everything in it that rules or deprecations speak of. */
export type Visit = (value: unknown, path: string, findings: Finding[]) => void;

type Fields = Readonly<Record<string, unknown>>;

/** What there is to look at below each schema; `null` for nothing. */
const visits = new Map<Schema, Visit | null>();

function report(findings: Finding[], id: FindingId, path: string, message: string): void {
  findings.push({ id, severity: id === 'cel' ? 'error' : 'warning', at: path, message });
}

function applyRules(schema: Schema, value: unknown, path: string, findings: Finding[]): void {
  const told = new Set<string>();
  for (const verdict of judge(schema.rules ?? [], value, schema, path === '')) {
    const where = path || 'the object';
    if ('unsupported' in verdict) {
      if (told.has(verdict.unsupported)) continue;
      told.add(verdict.unsupported);
      const why = `a rule for ${where} was not checked (${verdict.unsupported}): the API server will check it`;
      report(findings, 'cel-unsupported', path, why);
    } else if (!verdict.holds) {
      report(findings, 'cel', path, `${where} breaks a rule of its kind: ${verdict.why}`);
    }
  }
}

/** What is to be done for the fields of an object that hold something to look at. */
function fieldsOf(schema: Schema): Visit | null {
  const steps = Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const visit = visitOf(field);
    // Where nothing is to be said no path is needed: most names stand in it as they are.
    const after = below('', name) === name ? `.${name}` : undefined;
    return visit || field.deprecated !== undefined ? [{ name, after, field, visit }] : [];
  });
  if (steps.length === 0) return null;
  return (value, path, findings) => {
    for (const { name, after, field, visit } of steps) {
      const given = (value as Fields)[name] ?? undefined;
      if (given !== undefined && field.deprecated !== undefined) {
        const at = below(path, name);
        report(findings, 'deprecated-field', at, `${at} is deprecated: ${field.deprecated}`);
      }
      const seen = given ?? field.default;
      if (visit && seen !== undefined) {
        visit(seen, path === '' || after === undefined ? below(path, name) : path + after, findings);
      }
    }
  };
}

/** What is to be done for the items of a list, or the values of a map. */
function contentsOf(schema: Schema): Visit | null {
  const items = schema.items ? visitOf(schema.items) : null;
  const values = schema.additionalProperties ? visitOf(schema.additionalProperties) : null;
  if (!items && !values) return null;
  return (value, path, findings) => {
    if (Array.isArray(value)) value.forEach((item, at) => items?.(item, below(path, at), findings));
    else for (const key in value as Fields) values?.((value as Fields)[key], below(path, key), findings);
  };
}

/**
 * What to do for a value of this schema: evaluate the CEL rules, tell of deprecated fields. `null` when nothing in the
 * schema asks for anything, so that only the few paths that do are walked.
 */
export function visitOf(schema: Schema): Visit | null {
  const known = visits.get(schema);
  if (known !== undefined) return known;
  visits.set(schema, null); // a schema that holds itself has no rules
  const fields = fieldsOf(schema);
  const contents = contentsOf(schema);
  if (!schema.rules && !fields && !contents) return null;
  const visit: Visit = (value, path, findings) => {
    if (value === null) return;
    if (schema.rules) applyRules(schema, value, path, findings);
    if (typeof value !== 'object') return;
    fields?.(value, path, findings);
    contents?.(value, path, findings);
  };
  visits.set(schema, visit);
  return visit;
}
