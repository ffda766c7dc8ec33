import { below, Finding, FindingId } from './finding';
import { Schema } from './schema';

/** Evaluates the rules and deprecations of a value and everything in it. */
export type Visit = (value: unknown, path: string, findings: Finding[]) => void;

type Fields = Readonly<Record<string, unknown>>;

// Loaded with the first rule: few objects of a fleet have any.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const cel = () => require('./cel') as typeof import('./cel');

/** The visit of each schema; `null` if there is nothing to evaluate. */
const visits = new Map<Schema, Visit | null>();

function report(findings: Finding[], id: FindingId, path: string, message: string): void {
  findings.push({ id, severity: id === 'cel' ? 'error' : 'warning', at: path, message });
}

function applyRules(schema: Schema, value: unknown, path: string, findings: Finding[]): void {
  const reported = new Set<string>();
  for (const result of cel().evaluateRules(schema.rules ?? [], value, schema, path === '')) {
    const where = path || 'the object';
    if ('unsupported' in result) {
      if (reported.has(result.unsupported)) continue;
      reported.add(result.unsupported);
      const why = `a rule for ${where} was not checked (${result.unsupported}): the API server will check it`;
      report(findings, 'cel-unsupported', path, why);
    } else if (!result.holds) {
      report(findings, 'cel', path, `${where} breaks a rule of its kind: ${result.why}`);
    }
  }
}

/** The visit of the fields of an object. */
function fieldsOf(schema: Schema): Visit | null {
  const steps = Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const visit = visitOf(field);
    // Most names need no quotes in a path. Precomputing their suffix avoids building paths that no finding uses.
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

/** The visit of the items of a list, or the values of a map. */
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
 * The visit of a schema: CEL rules and deprecated fields. `null` if nothing in the schema needs one, so that only the
 * relevant paths are walked.
 */
export function visitOf(schema: Schema): Visit | null {
  const known = visits.get(schema);
  if (known !== undefined) return known;
  visits.set(schema, null); // a recursive schema has no rules
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
