import { byteLength, quote } from '../kubernetes/names';
import { Fields, fieldsIn, isGiven, listIn, mapsIn, textIn, valueIn } from './fields';
import { beforeNamespace, withoutTarget } from './patches';
import { elsewhere, FOREIGN_VARIABLE, LOCKED } from './references';
import { ObjectRule } from './rule';

const HELM = {
  controller: 'helm-controller',
  kind: 'HelmRelease',
  file: 'internal/controller/helmrelease_controller.go',
} as const;
const API = { ...HELM, file: 'api/v2/helmrelease_types.go' } as const;

/** Longest name of a Helm release. */
const RELEASE_NAME_MAX = 53;

function* ignoredForce(spec: Fields): Generator<string> {
  for (const action of ['upgrade', 'rollback'] as const) {
    const { force, serverSideApply } = fieldsIn(spec[action]);
    if (force !== true || serverSideApply === 'disabled') continue;
    yield `${action}.force is ignored under server-side apply: set ${action}.serverSideApply to disabled, or leave force out`;
  }
}

function* remediationUnused(spec: Fields): Generator<string> {
  for (const action of ['install', 'upgrade'] as const) {
    const { strategy, remediation } = fieldsIn(spec[action]);
    if (valueIn(strategy, 'name') !== 'RetryOnFailure' || !isGiven(remediation)) continue;
    yield `${action}.remediation is ignored, because ${action}.strategy is RetryOnFailure: leave out one of them`;
  }
}

function postRendererPatches(spec: Fields): unknown[] {
  return mapsIn(spec['postRenderers']).flatMap((one) => listIn(valueIn(one, 'kustomize', 'patches')));
}

/** The values references that say `literal` in vain. */
function* literalsWithoutPath(spec: Fields): Generator<string> {
  for (const { kind, name, literal, targetPath } of mapsIn(spec['valuesFrom'])) {
    if (literal !== true || textIn(targetPath) !== undefined) continue;
    yield `valuesFrom ${String(kind)} ${quote(name)} is literal without a targetPath, so it is read as YAML all the same: give targetPath, or leave literal out`;
  }
}

function* unusedHealth(spec: Fields): Generator<string> {
  if (listIn(spec['healthCheckExprs']).length === 0) return;
  const actions = (['install', 'upgrade'] as const).filter((action) => fieldsIn(spec[action])['disableWait'] === true);
  if (actions.length > 0) {
    yield `healthCheckExprs is not read by an action with disableWait (${actions.join(', ')}): leave out one of them`;
  }
}

/** Rules that one HelmRelease decides. */
export const HELM_RELEASE_RULES: readonly ObjectRule[] = [
  {
    ...HELM,
    id: 'helm-release-depends-on-itself',
    field: 'dependsOn',
    severity: 'error',
    when: '`dependsOn` names the HelmRelease itself',
    then: 'it waits for ever (DependencyNotReady)',
    check: (spec, { object: { metadata } }) =>
      mapsIn(spec['dependsOn']).some(
        ({ name, namespace }) => name === metadata?.name && (namespace ?? metadata?.namespace) === metadata?.namespace,
      )
        ? 'dependsOn names the HelmRelease itself, so it waits for ever: leave itself out'
        : undefined,
  },
  {
    ...HELM,
    id: 'helm-release-chart-ref-namespace',
    field: 'chartRef',
    ...LOCKED,
    file: 'internal/acl/acl.go',
    when: '`chartRef.namespace` is another namespace, under lockdown',
    then: 'Stalled with AccessDenied',
    check: (spec, { namespace }) => elsewhere('chartRef', valueIn(spec, 'chartRef', 'namespace'), namespace),
  },
  {
    ...HELM,
    id: 'helm-release-chart-source-namespace',
    field: 'chart',
    ...LOCKED,
    file: 'internal/reconcile/helmchart_template.go',
    when: '`chart.spec.sourceRef.namespace` is another namespace, under lockdown',
    then: 'nothing at all: no HelmChart, no condition and no event',
    check: (spec, { namespace }) =>
      elsewhere('chart.spec.sourceRef', valueIn(spec, 'chart', 'spec', 'sourceRef', 'namespace'), namespace),
  },
  {
    ...API,
    id: 'helm-release-values-no-map',
    field: 'values',
    severity: 'error',
    when: '`values` is text, a list or a number',
    then: 'it is ignored without a word, and the chart has its own values',
    check: ({ values }) =>
      isGiven(values) && (typeof values !== 'object' || Array.isArray(values))
        ? 'values is no map, and is ignored: write the values as fields, not as text'
        : undefined,
  },
  {
    ...HELM,
    id: 'helm-release-literal-without-path',
    field: 'valuesFrom',
    severity: 'error',
    since: '2.9',
    file: 'github.com/fluxcd/pkg/chartutil v1.27.1 values.go',
    when: '`valuesFrom[].literal` without `targetPath`',
    then: 'it has no effect: the value is read as YAML and merged at the root',
    check: literalsWithoutPath,
  },
  {
    ...HELM,
    id: 'helm-release-patch-without-target',
    field: 'postRenderers',
    severity: 'error',
    file: 'internal/postrender/kustomize.go',
    when: 'a post renderer has JSON 6902 operations without a target',
    then: 'installation and upgrade fail',
    check: (spec) => withoutTarget(postRendererPatches(spec)),
  },
  {
    ...HELM,
    id: 'helm-release-force-ignored',
    severity: 'warning',
    since: '2.8',
    file: 'internal/action/upgrade.go',
    when: '`upgrade.force` or `rollback.force` with server-side apply',
    then: 'force is ignored',
    check: ignoredForce,
  },
  {
    ...API,
    id: 'helm-release-remediation-unused',
    severity: 'warning',
    since: '2.7',
    when: '`remediation` beside the strategy `RetryOnFailure`',
    then: 'remediation is ignored',
    check: remediationUnused,
  },
  {
    ...HELM,
    id: 'helm-release-recreate',
    field: 'rollback',
    severity: 'warning',
    since: '2.8',
    when: '`rollback.recreate`',
    then: 'it has no effect; the controller logs that',
    check: (spec) =>
      valueIn(spec, 'rollback', 'recreate') === true
        ? 'rollback.recreate has no effect any more: leave it out'
        : undefined,
  },
  {
    ...HELM,
    id: 'helm-release-kept-history',
    field: 'uninstall',
    severity: 'warning',
    file: 'internal/action/uninstall.go',
    when: '`uninstall.keepHistory` without `install.replace`',
    then: 'after it was uninstalled once, the name cannot be installed again',
    check: (spec) =>
      valueIn(spec, 'uninstall', 'keepHistory') === true && valueIn(spec, 'install', 'replace') !== true
        ? 'uninstall.keepHistory keeps the name in use, so it cannot be installed again: set install.replace'
        : undefined,
  },
  {
    ...API,
    id: 'helm-release-default-name',
    field: 'targetNamespace',
    severity: 'warning',
    when: '`targetNamespace` is the own namespace and `releaseName` is missing',
    then: 'the release is called after both, such as `apps-web`, and would move if targetNamespace were dropped',
    check: (spec, { namespace, object }) =>
      textIn(spec['releaseName']) === undefined && namespace !== '' && spec['targetNamespace'] === namespace
        ? `the release will be called ${quote(`${namespace}-${object.metadata.name}`)}, because targetNamespace is given: give releaseName`
        : undefined,
  },
  {
    ...HELM,
    id: 'helm-release-shortened-name',
    severity: 'warning',
    file: 'internal/release/name.go',
    when: 'the default name of the release is longer than 53 bytes',
    then: 'it is cut, with a hash at its end',
    check: (spec, { object }) => {
      if (textIn(spec['releaseName']) !== undefined) return undefined;
      const name = [textIn(spec['targetNamespace']), object.metadata?.name]
        .filter((part) => part !== undefined)
        .join('-');
      return byteLength(name) > RELEASE_NAME_MAX
        ? `the release's name ${quote(name)} is cut to ${RELEASE_NAME_MAX} bytes with a hash: give a releaseName`
        : undefined;
    },
  },
  {
    ...API,
    id: 'helm-release-test-off',
    field: 'test',
    severity: 'warning',
    when: '`test` has options and no `enable: true`',
    then: 'no test runs',
    check: (spec) => {
      const test = fieldsIn(spec['test']);
      return Object.keys(test).length > 0 && test['enable'] === undefined
        ? 'test has options, but no test runs without test.enable: set it to true, or to false on purpose'
        : undefined;
    },
  },
  {
    ...API,
    id: 'helm-release-drift-ignore-unused',
    field: 'driftDetection',
    severity: 'warning',
    when: '`driftDetection.ignore` while drift detection is off',
    then: 'the list is not read',
    check: (spec) => {
      const { mode, ignore } = fieldsIn(spec['driftDetection']);
      return listIn(ignore).length > 0 && mode !== 'enabled' && mode !== 'warn'
        ? 'driftDetection.ignore is not read while drift detection is off: set driftDetection.mode'
        : undefined;
    },
  },
  {
    ...HELM,
    id: 'helm-release-health-unused',
    field: 'healthCheckExprs',
    severity: 'warning',
    since: '2.8',
    file: 'internal/action/wait.go',
    when: '`healthCheckExprs` with `disableWait`',
    then: 'the expressions are not read by that action',
    check: unusedHealth,
  },
  { ...HELM, ...FOREIGN_VARIABLE, id: 'helm-release-health-variable', since: '2.8' },
  {
    ...HELM,
    id: 'helm-release-patch-namespace',
    field: 'postRenderers',
    severity: 'warning',
    file: 'internal/postrender/kustomize.go',
    when: "a post renderer's strategic merge patch or target names the release's namespace",
    then: 'manifests of charts that leave the namespace to Helm do not have it yet',
    check: (spec) => {
      const namespace = textIn(spec['targetNamespace']);
      if (namespace === undefined) return undefined;
      return [...beforeNamespace(postRendererPatches(spec), namespace)].map((message) =>
        message.replaceAll('targetNamespace sets only after the patches', 'Helm sets only when it installs'),
      );
    },
  },
];
