import { parseDuration } from '../kubernetes/durations';
import { checkLabelKey, checkLabelValue, quote } from '../kubernetes/names';
import { apiGroup } from '../kubernetes/objects';
import { isFluxGroup } from '../kubernetes/refused-rights';
import { isClusterScoped } from '../kubernetes/scopes';
import { Fields, fieldsIn, isGiven, listIn, mapsIn, textIn, textsIn } from './fields';
import { beforeNamespace, withoutTarget } from './patches';
import { elsewhere, FOREIGN_VARIABLE, LOCKED } from './references';
import { ObjectContext, ObjectRule } from './rule';
import { substitutionProblems } from './substitutions';

const BUILD = {
  controller: 'kustomize-controller',
  kind: 'Kustomization',
  file: 'github.com/fluxcd/pkg/kustomize v1.35.6 kustomize_generator.go',
} as const;
const SUBSTITUTE = { ...BUILD, file: 'github.com/fluxcd/pkg/kustomize v1.35.6 kustomize_varsub.go' } as const;
const RECONCILE = { ...BUILD, file: 'internal/controller/kustomization_controller.go' } as const;
const API = { ...BUILD, file: 'api/v1/kustomization_types.go' } as const;

/** Prefixes by which kustomize recognizes remote bases. */
const REMOTE = /^(git::|gh:|ssh:\/\/|https:\/\/|http:\/\/|git@|github\.com[:/]|file:\/\/|\/)/i;

const VARIABLE = /^[_a-zA-Z][_a-zA-Z0-9]*$/;

function substitutesOf(spec: Fields): Fields {
  return fieldsIn(fieldsIn(spec['postBuild'])['substitute']);
}

function* wrongNames(variables: Fields): Generator<string> {
  for (const name in variables) {
    if (VARIABLE.test(name)) continue;
    yield `variable ${quote(name)} has no valid name, and the build fails: use letters, digits and "_", not beginning with a digit`;
  }
}

function* brokenLines(variables: Fields): Generator<string> {
  for (const name in variables) {
    const value = variables[name];
    if (typeof value !== 'string' || !value.includes('\n')) continue;
    yield `the value of variable ${quote(name)} has line breaks, which Flux removes: give each line a variable of its own, or put the text into a ConfigMap that a pod reads`;
  }
}

/** Problems of labels and annotations that Flux puts on every object. */
function* metadataProblems(spec: Fields): Generator<string | undefined> {
  const { labels, annotations } = fieldsIn(spec['commonMetadata']);
  for (const [key, value] of Object.entries(fieldsIn(labels))) {
    yield checkLabelKey('a label of commonMetadata', key);
    yield checkLabelValue(`label ${quote(key)} of commonMetadata`, String(value));
  }
  for (const key of Object.keys(fieldsIn(annotations))) yield checkLabelKey('an annotation of commonMetadata', key);
}

function* imageProblems(images: unknown): Generator<string> {
  for (const { name, newName, newTag, digest } of mapsIn(images)) {
    if (!isGiven(newName) && !isGiven(newTag) && !isGiven(digest)) {
      yield `images names ${quote(name)} and nothing to replace in it: give newName, newTag or digest`;
    } else if (isGiven(newTag) && isGiven(digest)) {
      yield `images gives ${quote(name)} both newTag and digest, and the digest wins: give one of them`;
    }
  }
}

function isItself({ name, namespace }: Fields, { object }: ObjectContext): boolean {
  return name === object.metadata?.name && (namespace ?? object.metadata?.namespace) === object.metadata?.namespace;
}

function* ownHealth(spec: Fields, context: ObjectContext): Generator<string> {
  if (spec['wait'] === true) return;
  for (const check of mapsIn(spec['healthChecks'])) {
    if (check['kind'] === 'Kustomization' && isItself(check, context)) {
      yield 'healthChecks names the Kustomization itself, which the controller leaves out of its checks: name what it applies';
    }
  }
}

function* placelessHealth(spec: Fields): Generator<string> {
  if (spec['wait'] === true) return;
  for (const { apiVersion, kind, name, namespace } of mapsIn(spec['healthChecks'])) {
    const version = textIn(apiVersion) ?? '';
    const group = apiGroup(version);
    // Of other groups it is unknown which kinds live in namespaces.
    if (isGiven(namespace) || textIn(name) === undefined || version === '') continue;
    if (group.includes('.') && !isFluxGroup(group)) continue;
    if (isClusterScoped(version, String(kind))) continue;
    yield `healthChecks names ${String(kind)} ${quote(name)} without a namespace, so every check fails: give its namespace`;
  }
}

function* componentProblems(spec: Fields): Generator<string> {
  for (const path of textsIn(spec['components'])) {
    if (REMOTE.test(path)) {
      yield `component ${quote(path)} is not a folder of the source, and the build fails: write a path relative to "path", such as "../components/tls"`;
    }
  }
}

const SHORT_TIMEOUT = /^([0-9]+ms|[0-9]+(\.[0-9]+)?s)+$/;

/** Rules that one Kustomization decides. */
export const KUSTOMIZATION_RULES: readonly ObjectRule[] = [
  {
    ...RECONCILE,
    id: 'kustomization-depends-on-itself',
    field: 'dependsOn',
    severity: 'error',
    when: '`dependsOn` names the Kustomization itself',
    then: 'it waits for ever (DependencyNotReady)',
    check: (spec, context) =>
      mapsIn(spec['dependsOn']).some((one) => isItself(one, context))
        ? 'dependsOn names the Kustomization itself, so it waits for ever: leave itself out'
        : undefined,
  },
  {
    ...RECONCILE,
    id: 'kustomization-source-namespace',
    ...LOCKED,
    when: '`sourceRef.namespace` is another namespace, under lockdown',
    then: 'Stalled with AccessDenied',
    check: (spec, { namespace }) => elsewhere('sourceRef', fieldsIn(spec['sourceRef'])['namespace'], namespace),
  },
  {
    ...API,
    id: 'kustomization-health-checks-unused',
    field: 'healthChecks',
    severity: 'warning',
    when: '`healthChecks` beside `wait: true`',
    then: 'the list is ignored: everything is checked',
    check: (spec) =>
      spec['wait'] === true && listIn(spec['healthChecks']).length > 0
        ? 'healthChecks is ignored while wait is true, which checks every object: leave out one of them'
        : undefined,
  },
  {
    ...RECONCILE,
    id: 'kustomization-health-check-itself',
    field: 'healthChecks',
    severity: 'warning',
    when: '`healthChecks` names the Kustomization itself',
    then: 'that check is left out, as the Kustomization would wait for itself: with no other, nothing is checked',
    check: ownHealth,
  },
  {
    ...RECONCILE,
    id: 'kustomization-health-check-namespace',
    field: 'healthChecks',
    severity: 'error',
    when: '`healthChecks` names an object of a namespaced kind without a namespace',
    then: 'HealthCheckFailed: namespace is not set',
    check: placelessHealth,
  },
  {
    ...RECONCILE,
    id: 'kustomization-health-unused',
    field: 'healthCheckExprs',
    severity: 'warning',
    when: '`healthCheckExprs` with neither `wait` nor `healthChecks`',
    then: 'the expressions are not read: nothing is checked',
    check: (spec) =>
      spec['wait'] !== true && listIn(spec['healthChecks']).length === 0 && listIn(spec['healthCheckExprs']).length > 0
        ? 'healthCheckExprs is not read while nothing is checked: set wait to true, or list objects in healthChecks'
        : undefined,
  },
  { ...RECONCILE, ...FOREIGN_VARIABLE, id: 'kustomization-health-variable' },
  {
    ...API,
    id: 'kustomization-short-timeout',
    field: 'timeout',
    severity: 'warning',
    when: '`timeout` below 30 seconds',
    then: 'it counts as 30 seconds',
    check: ({ timeout }) =>
      typeof timeout === 'string' && SHORT_TIMEOUT.test(timeout) && parseDuration(timeout)! < 30_000
        ? `timeout ${timeout} counts as 30s: give at least 30s`
        : undefined,
  },
  {
    ...RECONCILE,
    id: 'kustomization-path-above-source',
    severity: 'warning',
    when: '`path` leads out of the source with `..`',
    then: 'it is cut at the root of the source, so another folder than the named one is applied',
    check: ({ path }) =>
      typeof path === 'string' && leavesSource(path)
        ? `path ${quote(path)} leads out of the source and is cut at its root: write the path from the root`
        : undefined,
  },
  {
    ...BUILD,
    id: 'kustomization-component-path',
    field: 'components',
    severity: 'error',
    when: '`components` has an absolute path or a URL',
    then: 'BuildFailed: components must be local and relative',
    check: componentProblems,
  },
  {
    ...BUILD,
    id: 'kustomization-patch-without-target',
    field: 'patches',
    severity: 'error',
    when: '`patches` has JSON 6902 operations without a target',
    then: 'BuildFailed',
    check: (spec) => withoutTarget(spec['patches']),
  },
  {
    ...BUILD,
    id: 'kustomization-patch-namespace',
    field: 'patches',
    severity: 'warning',
    when: 'a patch names the namespace that `targetNamespace` sets',
    then: 'patches run before the namespace is set: the target selects nothing, and nothing says so',
    check: (spec) => {
      const namespace = textIn(spec['targetNamespace']);
      return namespace === undefined ? undefined : beforeNamespace(spec['patches'], namespace);
    },
  },
  {
    ...BUILD,
    id: 'kustomization-image-unchanged',
    field: 'images',
    severity: 'warning',
    when: '`images` has an entry that replaces nothing, or both a tag and a digest',
    then: 'the entry, or its tag, is ignored',
    check: (spec) => imageProblems(spec['images']),
  },
  {
    ...RECONCILE,
    id: 'kustomization-common-metadata',
    field: 'commonMetadata',
    severity: 'error',
    when: '`commonMetadata` has a label or key that Kubernetes does not take',
    then: 'the API server refuses every object',
    check: metadataProblems,
  },
  {
    ...SUBSTITUTE,
    id: 'kustomization-variable-name',
    field: 'postBuild',
    severity: 'error',
    when: '`postBuild.substitute` has a name that is no variable',
    then: 'BuildFailed: var name is invalid',
    check: (spec) => wrongNames(substitutesOf(spec)),
  },
  {
    ...SUBSTITUTE,
    id: 'kustomization-variable-type',
    field: 'postBuild',
    severity: 'warning',
    when: 'a variable has a value that YAML reads as another type or number, such as `true`, `1e3`, `1.10`',
    then: 'where it stands alone, the field becomes a boolean or another number',
    check: (spec) => substitutionProblems(substitutesOf(spec)),
  },
  {
    ...SUBSTITUTE,
    id: 'kustomization-variable-lines',
    field: 'postBuild',
    severity: 'warning',
    when: 'a variable has a value with line breaks',
    then: 'the line breaks are removed',
    check: (spec) => brokenLines(substitutesOf(spec)),
  },
];

function leavesSource(path: string): boolean {
  if (!path.includes('..')) return false;
  let depth = 0;
  for (const part of path.split('/')) {
    if (part === '..') depth--;
    else if (part !== '' && part !== '.') depth++;
    if (depth < 0) return true;
  }
  return false;
}
