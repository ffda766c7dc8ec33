import { ALERT_RULES } from './alerts';
import { ARTIFACT_RULES } from './artifacts';
import { BUDGET_RULES } from './budgets';
import { CHART_RULES } from './charts';
import { FLAGGER_RULES } from './flagger';
import { FOLDER_RULES } from './folders';
import { HELM_RELEASE_RULES } from './helm-release';
import { IMAGE_RULES } from './images';
import { KUSTOMIZATION_RULES } from './kustomization';
import { LIMIT_RULES } from './limits';
import { NOTIFICATION_RULES } from './notifications';
import { OPERATOR_RULES } from './operator';
import { CRD_RULES } from './own-crd';
import { OWNER_RULES } from './owners';
import { POD_SECURITY_RULES } from './pod-security';
import { POD_RULES } from './pods';
import { PROVIDER_RULES } from './providers';
import { QUOTA_RULES } from './quotas';
import { RELEASE_RULES } from './releases';
import { ClusterRule, ObjectRule } from './rule';
import { SOURCE_RULES } from './sources';
import { WAITING_RULES } from './waiting';

/** The rules that one object decides. */
export const OBJECT_RULES: readonly ObjectRule[] = [
  ...KUSTOMIZATION_RULES,
  ...HELM_RELEASE_RULES,
  ...CHART_RULES,
  ...SOURCE_RULES,
  ...NOTIFICATION_RULES,
  ...PROVIDER_RULES,
  ...IMAGE_RULES,
  ...ARTIFACT_RULES,
  ...OPERATOR_RULES,
  ...FLAGGER_RULES,
];

/** The rules that the objects of one cluster decide together. */
export const CLUSTER_RULES: readonly ClusterRule[] = [
  ...WAITING_RULES,
  ...FOLDER_RULES,
  ...RELEASE_RULES,
  ...ALERT_RULES,
  ...OWNER_RULES,
  ...CRD_RULES,
  ...POD_SECURITY_RULES,
  ...LIMIT_RULES,
  ...QUOTA_RULES,
  ...BUDGET_RULES,
  ...POD_RULES,
];
