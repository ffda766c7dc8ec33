import { AuditGrant, AuditReport } from './audit';

/** A table of an audit. */
export interface AuditTable {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: ReadonlyArray<readonly string[]>;
}

/** The findings, a line each. */
export function findingLines({ findings }: AuditReport): string[] {
  return findings.map(({ id, clusters, message }) => `${id}: [${clusters.join(', ') || 'program'}] ${message}`);
}

/** Everything else, as tables without empty ones. */
export function auditTables({ people, accounts, actors, policies, exceptions }: AuditReport): AuditTable[] {
  return [
    grantTable('People', people),
    grantTable('Accounts', accounts),
    {
      title: 'Flux acts as',
      head: ['account', 'clusters', 'objects'],
      rows: actors.map(({ account, isRemote, clusters, objects }) => [
        `${account ?? "the controller's default"}${isRemote ? ' of the remote cluster' : ''}`,
        clusters.join(', '),
        objects.join(', '),
      ]),
    },
    {
      title: 'Admission policies',
      head: ['policy', 'on', 'missing on'],
      rows: policies.map(({ policy, clusters, missing }) => [
        policy,
        Object.entries(clusters)
          .map(([state, on]) => `${state}: ${on.join(', ')}`)
          .join('; '),
        missing.join(', '),
      ]),
    },
    {
      title: 'Exceptions',
      head: ['what', 'clusters', 'reason', 'until', 'state'],
      rows: exceptions.map(({ what, clusters, reason = 'not said', until = '', state }) => [
        ...[what, clusters.join(', ') || 'program', reason],
        ...[until, state],
      ]),
    },
  ].filter(({ rows }) => rows.length > 0);
}

function grantTable(title: string, grants: readonly AuditGrant[]): AuditTable {
  return {
    title,
    head: ['who', 'clusters', 'where', 'may', 'by', 'reason', 'until'],
    rows: grants.map(({ subject, clusters, namespace, may, binding, role, reason = '', until = '' }) => [
      ...[subject, clusters.join(', '), namespace === '' ? 'everywhere' : namespace, may],
      ...[`${binding} to ${role}`, reason, until],
    ]),
  };
}
