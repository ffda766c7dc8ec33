export type { ChartReference, ChartRequest, RenderChart } from './charts/chart-request';
export { clusterRoots, type ClusterRoot } from './compare/cluster-roots';
export { compare, type CompareOptions } from './compare/compare';
export {
  formatObject,
  formatOwner,
  type ChangeAction,
  type ChangeEffect,
  type ClusterChange,
  type Comparison,
  type Known,
  type NotCompared,
  type NotEvaluated,
  type ObjectChange,
  type ObjectName,
  type OwnerName,
  type UnitChange,
  type UnitProblem,
} from './objects/comparison';
export { diffObjects, type FieldChange } from './diff/field-diff';
export type { Acknowledgement } from './guard/acknowledgement';
export { formatFinding, type GuardFinding, type GuardFindingId } from './guard/finding';
export { guard, type GuardInput, type GuardLimits, type GuardResult } from './guard/guard';
export { PROTECTED_KINDS } from './guard/protected-kinds';
export { Removal, type NamedThing, type RemovalOptions, type RemovalScope, type RemovedObject } from './guard/removal';
export {
  type Conventions,
  type Layout,
  type NamespaceLimits,
  PLAIN_CONVENTIONS,
  type Protection,
} from './conventions/conventions';
export type { Place } from './conventions/place';
export { formatMarkdown } from './report/format-markdown';
export { formatJson, formatText, type FormatOptions } from './report/format-report';
export type { BeforeAfter, PlanAmount, PlanCosts, PlanMoney, PlanReport } from './report/plan-report';
export { planReport } from './report/report';
export type { Risk, RiskClass, RiskSeverity } from './risk/risk';
export { changedPaths, ManifestTree, type Contents, type FileContent, type FolderFiles } from './tree/manifest-tree';
export { readDirectory } from './tree/read-directory';
export { readGitTree, type ReadGitOptions } from './tree/read-git';
export { UnknownRefError } from './tree/repository';
export type { Problem } from '../core/problem';
export type { SourceLocation } from '../core/source-location';
export type { JsonObject, JsonValue, KubernetesObject } from '../kubernetes/objects';
