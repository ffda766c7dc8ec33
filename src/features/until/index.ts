export { untilFindings, type UntilNotice, type UntilProps, type UntilStatement } from './until';
