export * from './compare/compare';
export type {
  ChangeAction,
  ChangeEffect,
  ClusterChange,
  Comparison,
  NotEvaluated,
  ObjectChange,
  ObjectName,
  OwnerName,
  UnitChange,
  UnitProblem,
} from './compare/comparison';
export { formatObject, formatOwner } from './compare/comparison';
export { diffObjects, type FieldChange } from './diff/field-diff';
export { asProblem, formatFinding, type GuardFinding, type GuardFindingId } from './guard/finding';
export { guard, type GuardInput, type GuardLimits, type GuardResult } from './guard/guard';
export { PROTECTED_KINDS } from './guard/guard-removals';
export * from './guard/removal';
export {
  type Conventions,
  type Layout,
  type NamespaceLimits,
  PLAIN_CONVENTIONS,
  type Protection,
} from './conventions/conventions';
export { formatPlace, type Place } from './conventions/place';
export * from './report/format-markdown';
export { formatJson, formatText } from './report/format-report';
export { planReport, type PlanReport, type ReportCluster, type ReportEntry, type ReportSummary } from './report/report';
export type { Risk, RiskClass, RiskSeverity } from './risk/risk';
export { contentId } from '../core/content-id';
export {
  changedPaths,
  ManifestTree,
  normalizePath,
  type Contents,
  type FileContent,
  type FolderFiles,
} from './tree/manifest-tree';
export * from './tree/read-directory';
export * from './tree/read-git';
export { repositoryFolder, UnknownRefError, type RepositoryFolder } from './tree/repository';
