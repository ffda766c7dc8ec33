export {
  checkUntil,
  UNTIL_NOTICE,
  untilFindings,
  type UntilNotice,
  type UntilProps,
  type UntilStatement,
} from './until';
