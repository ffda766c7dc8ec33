import { fieldsIn, valueIn } from './fields';
import { OCI_TEXT_RULES } from './references';
import { ObjectRule } from './rule';
import { OCI_RULES } from './sources';

/**
 * The rules of OCIRepositories for the one that a HelmRelease holds in `chart`: helm-controller makes an OCIRepository of it, of
 * whose problems the HelmRelease tells.
 */
export const INLINE_CHART_RULES: readonly ObjectRule[] = [...OCI_RULES, ...OCI_TEXT_RULES].map((rule) => ({
  ...rule,
  kind: 'HelmRelease',
  id: rule.id.replace('oci-repository', 'helm-release-oci'),
  field: 'chart',
  since: '2.10',
  when: `in \`chart.spec\` of kind OCIRepository, ${rule.when}`,
  *check(spec, context) {
    if (valueIn(spec, 'chart', 'kind') !== 'OCIRepository') return;
    const found = rule.check(fieldsIn(valueIn(spec, 'chart', 'spec')), context);
    for (const message of typeof found === 'string' ? [found] : (found ?? [])) {
      if (message !== undefined) yield `chart.spec.${message}`;
    }
  },
}));
