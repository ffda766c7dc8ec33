export { OverridableElement, type Override, type OverrideOptions } from './override';
export {
  levelsAt,
  plainValue,
  type Selectable,
  settle,
  type SettleContext,
  settleContext,
  type Settled,
  type Vocabulary,
} from './settle';
