import { quote } from '../kubernetes/names';
import { Fields, fieldsIn, mapsIn, textIn, valueIn } from './fields';
import { GROUPS, Kind } from './kinds';
import { ClusterFinding, ClusterObjects, ClusterRule, PlacedFact } from './rule';

/** Types that set the status of a commit (`isCommitStatusProvider`). */
const COMMIT_STATUS = ['azuredevops', 'bitbucket', 'bitbucketserver', 'gitea', 'github', 'gitlab'];

/** Types that comment on a change request (`isChangeRequestProvider`). */
const CHANGE_REQUEST = ['giteapullrequestcomment', 'githubpullrequestcomment', 'gitlabmergerequestcomment'];

const EVENT = 'event.toolkit.fluxcd.io';

/** The Alerts whose Provider is of one of the types, with it. */
function* alertsTo(types: readonly string[], objects: ClusterObjects): Generator<readonly [PlacedFact, string]> {
  for (const on of objects.of('Alert')) {
    const { metadata, spec } = on.fact;
    const provider = objects.find('Provider', metadata.namespace ?? '', String(valueIn(spec, 'providerRef', 'name')));
    const type = textIn(provider?.fact.spec['type']);
    if (type !== undefined && types.includes(type)) yield [on, type];
  }
}

/** Whether a source has an annotation of events. Of a source that the program does not make, nothing is known. */
function isAnnotated(source: Fields, key: string, { fact }: PlacedFact, objects: ClusterObjects): boolean | undefined {
  const { kind, name, namespace } = source;
  if (typeof kind !== 'string' || !Object.hasOwn(GROUPS, kind) || name === '*') return undefined;
  const found = objects.find(kind as Kind, textIn(namespace) ?? fact.metadata.namespace ?? '', String(name));
  return found && fieldsIn(found.fact.metadata.annotations)[`${EVENT}/${key}`] !== undefined;
}

function* commitStatusFindings(objects: ClusterObjects): Generator<ClusterFinding> {
  for (const [on, type] of alertsTo(COMMIT_STATUS, objects)) {
    if (on.fact.spec['eventSeverity'] === 'error') continue;
    const dropped = mapsIn(on.fact.spec['eventSources']).filter(
      (source) => source['kind'] !== 'Kustomization' && isAnnotated(source, 'commit', on, objects) !== true,
    );
    for (const kind of new Set(dropped.map(({ kind: one }) => String(one)))) {
      yield {
        on,
        message: `eventSources has ${kind}, but a Provider of type ${type} sets the status of a commit, for which only Kustomizations send events of success: those of a ${kind} are dropped, so name Kustomizations, or set eventSeverity to error`,
      };
    }
  }
}

function* changeRequestFindings(objects: ClusterObjects): Generator<ClusterFinding> {
  for (const [on, type] of alertsTo(CHANGE_REQUEST, objects)) {
    for (const source of mapsIn(on.fact.spec['eventSources'])) {
      if (isAnnotated(source, 'change_request', on, objects) !== false) continue;
      yield {
        on,
        message: `eventSources has ${String(source['kind'])} ${quote(source['name'])}, which does not say to which change request it belongs, so a Provider of type ${type} drops its events: annotate it with ${EVENT}/change_request`,
      };
    }
  }
}

const ALERT = {
  kind: 'Alert',
  controller: 'notification-controller',
  severity: 'warning',
  file: 'internal/server/event_handlers.go',
} as const;

/** Rules about Alerts and their Providers. */
export const ALERT_RULES: readonly ClusterRule[] = [
  {
    ...ALERT,
    id: 'alert-commit-status-source',
    file: 'internal/server/provider_commit_status.go',
    when: 'an Alert to a commit-status Provider (github, gitlab, …) has sources other than Kustomizations',
    then: 'their info events are dropped; only errors arrive',
    check: commitStatusFindings,
  },
  {
    ...ALERT,
    id: 'alert-change-request-source',
    file: 'internal/server/provider_change_request.go',
    when: 'an Alert to a change-request Provider names objects without the annotation `event.toolkit.fluxcd.io/change_request`',
    then: 'their events are dropped',
    check: changeRequestFindings,
  },
];
