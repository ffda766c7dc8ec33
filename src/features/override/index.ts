export { type FieldCheck, Fields, type FieldsFor, type FieldTable, type MergeRules } from './fields';
export { fieldsOf, OverridableElement, type Override, type OverrideOptions } from './override';
export {
  levelsAt,
  plainValue,
  type Selectable,
  settle,
  type SettleContext,
  settleContext,
  type Settled,
} from './settle';
