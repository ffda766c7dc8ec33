import { shown } from '../../kubernetes/field-path';
import { fitsFormat, unlikeFormat } from '../checks/formats';
import { Report } from '../checks/report';
import { Fields } from '../checks/rule';
import { isZero, textOf } from '../checks/values';

/** A rule about resources, or about URLs in a ClusterRole. */
export function policyRule(isNamespaced: boolean): (rule: Fields, report: Report) => void {
  return ({ nonResourceURLs, apiGroups, resources, resourceNames }, report) => {
    if (!isZero(nonResourceURLs)) {
      if (isNamespaced) report.add(['nonResourceURLs'], 'belong to ClusterRoles: leave them out');
      if (![apiGroups, resources, resourceNames].every(isZero)) {
        report.add(['nonResourceURLs'], 'stand beside resources: make two rules of it');
      }
      return;
    }
    if (isZero(apiGroups)) report.add(['apiGroups'], 'are missing: give at least one, "" for the core group');
    if (isZero(resources)) report.add(['resources'], 'are missing: give at least one');
  };
}

/** The group that users and groups belong to. */
const GROUP = 'rbac.authorization.k8s.io';

/** An account, a user or a group. */
export function subject(isNamespaced: boolean): (subject: Fields, report: Report) => void {
  return ({ kind, name, namespace, apiGroup }, report) => {
    if (kind === 'ServiceAccount') {
      if (textOf(name) !== '' && !fitsFormat('dnsSubdomain', textOf(name))) {
        report.add(['name'], `${shown(name)} ${unlikeFormat('dnsSubdomain')}`);
      }
      if (textOf(apiGroup) !== '') report.add(['apiGroup'], `is ${shown(apiGroup)}: an account has none, leave it out`);
      if (!isNamespaced && textOf(namespace) === '') report.add(['namespace'], 'is missing: an account needs it');
    } else if ((kind === 'User' || kind === 'Group') && textOf(apiGroup) !== '' && apiGroup !== GROUP) {
      report.add(['apiGroup'], `is ${shown(apiGroup)}: use ${GROUP}`);
    }
  };
}
