import { command, value, values } from '../base/declaration';
import { variableName } from '../base/variable-name';
import { fleetIn, freeVariable, literal, namedStatement, placeFor } from './place';
import { EDIT_OPTIONS, editProgram, EditSession } from './session';

const SYNTH = 'next: flux-fleet synth, and commit';

/** `flux-fleet add cluster`. */
export const ADD_CLUSTER = command({
  description: 'Adds a cluster to the program.',
  arguments: [{ name: 'name', description: "the cluster's name, a DNS label" }],
  options: {
    environment: values('name', 'an environment that comes to it'),
    group: values('name', 'a group that it is in'),
    'managed-by': value('cluster', 'the cluster whose Flux deploys to it'),
    ...EDIT_OPTIONS,
  },
  examples: [
    ['flux-fleet add cluster eu-2 --environment dev', 'with an environment'],
    ['flux-fleet add cluster store-17 --managed-by eu-1 --group edge', 'a remote cluster'],
  ],
  run: ({ args: [name = ''], options, output }) =>
    editProgram(options, output, (session) => {
      const { environment = [], group = [], 'managed-by': manager } = options;
      const variable = freeVariable(session, variableName(name, 'cluster'));
      const props = [
        ...(manager === undefined ? [] : [`managedBy: ${variableName(manager)}`]),
        ...(group.length === 0 ? [] : [`groups: [${group.map((one) => variableName(one)).join(', ')}]`]),
      ];
      const write = (of: string, fleet: string, given: readonly string[]) =>
        `export const ${variable} = new ${of}(${fleet}, ${literal(name)}, ${given.length === 0 ? '{}' : `{ ${given.join(', ')} }`});`;
      const paste = write('Cluster', 'fleet', props);
      const { file, after } = placeFor(session, paste, 'Cluster', 'ClusterGroup');
      const { model, statements } = session;
      const needed = [
        ...(manager === undefined
          ? []
          : [namedStatement(session, 'Cluster', 'cluster', manager, model.clusters, paste)]),
        ...group.map((one) => namedStatement(session, 'ClusterGroup', 'group', one, model.groups, paste)),
      ];
      const names = needed.map((one) => statements.reference(file, one, paste));
      const groups = names.slice(manager === undefined ? 0 : 1);
      const given = [
        ...(manager === undefined ? [] : [`managedBy: ${names[0]}`]),
        ...(groups.length === 0 ? [] : [`groups: [${groups.join(', ')}]`]),
      ];
      const text = write(statements.library(file, 'Cluster'), fleetIn(session, file, paste), given);
      const here = needed.filter((one) => one.file === file).map(({ statement }) => statement);
      statements.insertAfter(file, [...after, ...here], text);
      for (const one of environment) {
        const found = namedStatement(session, 'Environment', 'environment', one, model.environments, paste);
        statements.addToList(
          found,
          'clusters',
          file === found.file ? variable : statements.imported(found.file, file, variable),
        );
      }
      return [SYNTH, `then: flux-fleet bootstrap ${name}`];
    }),
});

/** `flux-fleet add environment`. */
export const ADD_ENVIRONMENT = command({
  description: 'Adds an environment to the program, on clusters that are there.',
  arguments: [{ name: 'name', description: "the environment's name, a DNS label" }],
  options: {
    cluster: values('name', 'a cluster that it is on'),
    branch: value('branch', 'the branch that its folder is read from', { fallback: "the fleet's" }),
    ...EDIT_OPTIONS,
  },
  examples: [['flux-fleet add environment prod --cluster eu-1 --cluster eu-2', 'on two clusters']],
  run: ({ args: [name = ''], options, output }) =>
    editProgram(options, output, (session) => {
      const { cluster = [], branch } = options;
      const variable = freeVariable(session, variableName(name, 'environment'));
      const write = (of: string, fleet: string, clusters: readonly string[]) => {
        const more = branch === undefined ? '' : `branch: ${literal(branch)}, `;
        return `export const ${variable} = new ${of}(${fleet}, ${literal(name)}, { ${more}clusters: [${clusters.join(', ')}] });`;
      };
      const paste = write(
        'Environment',
        'fleet',
        cluster.map((one) => variableName(one)),
      );
      const { file, after } = placeFor(session, paste, 'Environment', 'Cluster');
      const { model, statements } = session;
      const found = cluster.map((one) => namedStatement(session, 'Cluster', 'cluster', one, model.clusters, paste));
      const names = found.map((one) => statements.reference(file, one, paste));
      const here = found.filter((one) => one.file === file).map(({ statement }) => statement);
      const text = write(statements.library(file, 'Environment'), fleetIn(session, file, paste), names);
      statements.insertAfter(file, [...after, ...here], text);
      return branch === undefined ? [SYNTH] : [SYNTH, `then: git push origin HEAD:refs/heads/${branch}`];
    }),
});

/** `flux-fleet add group`. */
export const ADD_GROUP = command({
  description: 'Adds a group of clusters to the program.',
  arguments: [{ name: 'name', description: "the group's name, a DNS label" }],
  options: { cluster: values('name', 'a cluster that is in it'), ...EDIT_OPTIONS },
  examples: [['flux-fleet add group edge --cluster store-17', 'with a cluster']],
  run: ({ args: [name = ''], options, output }) =>
    editProgram(options, output, (session) => {
      const { cluster = [] } = options;
      const variable = freeVariable(session, variableName(name, 'group'));
      const write = (of: string, fleet: string) => `export const ${variable} = new ${of}(${fleet}, ${literal(name)});`;
      const paste = write('ClusterGroup', 'fleet');
      const file = groupFile(session, paste);
      const { model, statements } = session;
      const text = write(statements.library(file, 'ClusterGroup'), fleetIn(session, file, paste));
      insertGroup(session, file, text);
      for (const one of cluster) {
        const found = namedStatement(session, 'Cluster', 'cluster', one, model.clusters, paste);
        statements.addToList(
          found,
          'groups',
          found.file === file ? variable : statements.imported(found.file, file, variable),
        );
      }
      return [SYNTH];
    }),
});

function groupFile(session: EditSession, paste: string): string {
  return placeFor(session, paste, 'ClusterGroup', 'Cluster').file;
}

/** Clusters name their groups, which must be there before. */
function insertGroup({ statements, files }: EditSession, file: string, text: string): void {
  const last = statements
    .all('ClusterGroup')
    .filter((one) => one.file === file)
    .at(-1);
  const [cluster] = statements.all('Cluster').filter((one) => one.file === file);
  if (last !== undefined || cluster === undefined) statements.insertAfter(file, last ? [last.statement] : [], text);
  else {
    const at = cluster.statement.getStart();
    files.edit(file, { start: at, end: at, text: `${text}\n` });
  }
}
