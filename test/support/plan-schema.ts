import * as fs from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import { formatJson, PlanReport } from '../../src/plan';

/** The schema of a plan as JSON, as it is published. */
export const PLAN_SCHEMA = JSON.parse(
  fs.readFileSync(join(__dirname, '../../docs/plan.schema.json'), 'utf8'),
) as Record<string, unknown>;

const ajv = new Ajv2020({ strict: true, allErrors: true });
const validate = ajv.compile(PLAN_SCHEMA);

/** What the schema finds wrong with a plan as JSON, one message each. */
export function planSchemaErrors(plan: unknown): string[] {
  validate(plan);
  return (validate.errors ?? []).map(({ instancePath, message, params }) =>
    [instancePath, message, JSON.stringify(params)].join(' '),
  );
}

/** A report, after its JSON was held against the schema. */
export function fitting(report: PlanReport): PlanReport {
  expect(planSchemaErrors(JSON.parse(formatJson(report)))).toEqual([]);
  return report;
}
