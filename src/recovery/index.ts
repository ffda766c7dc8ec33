export { type BackupSchedule, type Holder, holderOf, isSchedule, mayHold, scheduleOf, uncovered } from './coverage';
