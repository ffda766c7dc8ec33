import { command, value } from '../base/declaration';
import { UsageError } from '../base/usage-error';
import { variableName } from '../base/variable-name';
import { fleetIn, lastStatement, literal, namedStatement, placeFor, tryStatement } from './place';
import { EDIT_OPTIONS, editProgram, EditSession } from './session';
import { ElementStatement } from './statements';

const DELIVERY = {
  path: value('folder', 'a folder of the repository, that begins with ./'),
  chart: value('url', 'a Helm chart: oci://HOST/NAME, or the URL of a Helm repository with --chart-name'),
  'chart-name': value('name', 'the chart in a Helm repository'),
  version: value('range', 'the version of the chart, or a range'),
} as const;

/** Values of {@link DELIVERY}. */
interface Delivery {
  readonly path: string | undefined;
  readonly chart: string | undefined;
  readonly 'chart-name': string | undefined;
  readonly version: string | undefined;
}

/** `flux-fleet add app`. */
export const ADD_APP = command({
  description: 'Adds an app to a tenant of the program: a folder of its repository, or a Helm chart.',
  arguments: [{ name: 'tenant/name', description: 'the tenant, and the name of the app' }],
  options: { ...DELIVERY, ...EDIT_OPTIONS },
  examples: [
    ['flux-fleet add app shop/web --path ./web', 'a folder'],
    ['flux-fleet add app shop/cache --chart oci://charts.example.com/redis --version 21.x', 'a chart'],
  ],
  run: ({ args: [address = ''], options, output }) => {
    const [tenant = '', name = '', ...rest] = address.split('/');
    if (tenant === '' || name === '' || rest.length > 0)
      throw new UsageError(`${JSON.stringify(address)} names no app: give its tenant and its name, shop/web`);
    checkDelivery(options);
    return editProgram(options, output, (session) => {
      const { model, statements } = session;
      const write = (app: string, scope: string, chart: string) =>
        `new ${app}(${scope}, ${literal(name)}, { ${deliveryText(options, chart)} });`;
      const paste = write('App', tenant, 'HelmChart');
      const owner = namedStatement(session, 'Tenant', 'tenant', tenant, model.tenants, paste);
      const others = model.apps
        .filter((one) => one.tenant === tenant)
        .flatMap((one) => tryStatement(session, 'App', one) ?? [])
        .filter(({ file }) => file === owner.file);
      const after = [owner, ...others].map(({ statement }) => statement);
      const scope = scopeVariable(session, owner);
      const chart = options.chart === undefined ? '' : statements.library(owner.file, 'HelmChart');
      statements.insertAfter(owner.file, after, write(statements.library(owner.file, 'App'), scope, chart));
      return ['next: flux-fleet synth, and commit'];
    });
  },
});

/** The variable of an element; a statement without one gets it. */
function scopeVariable({ files }: EditSession, element: ElementStatement): string {
  if (element.variable !== undefined) return element.variable;
  const name = variableName(element.name.text, 'tenant');
  const at = element.statement.getStart();
  files.edit(element.file, { start: at, end: at, text: `const ${name} = ` });
  return name;
}

/** `flux-fleet add component`. */
export const ADD_COMPONENT = command({
  description:
    'Adds a component to the program: for the whole fleet, or for an environment, a group or a cluster. A Helm chart, or a ' +
    "folder of the fleet's repository or another one.",
  arguments: [{ name: 'name', description: "the component's name, a DNS label" }],
  options: {
    environment: value('name', 'for an environment'),
    group: value('name', 'for a group of clusters'),
    cluster: value('name', 'for a cluster'),
    ...DELIVERY,
    repository: value('url', "the repository of the folder, if it is not the fleet's"),
    branch: value('branch', 'its branch', { fallback: 'main' }),
    ...EDIT_OPTIONS,
  },
  examples: [
    ['flux-fleet add component nginx --chart oci://charts.example.com/nginx --version 18.x', 'a chart everywhere'],
    ['flux-fleet add component crds --path ./crds --environment dev', 'a folder in an environment'],
  ],
  run: ({ args: [name = ''], options, output }) => {
    checkDelivery(options);
    const { environment, group, cluster, repository, branch = 'main' } = options;
    const scopes = [environment, group, cluster].filter((one) => one !== undefined);
    if (scopes.length > 1) throw new UsageError('--environment, --group and --cluster exclude each other: give one');
    if (repository !== undefined && options.path === undefined)
      throw new UsageError('--repository is for a folder: give --path too');
    return editProgram(options, output, (session) => {
      const { model, statements } = session;
      const write = (of: string, scope: string, chart: string, source: string) => {
        const from =
          repository === undefined
            ? ''
            : `, source: ${source}.git({ url: ${literal(repository)}, branch: ${literal(branch)} })`;
        return `new ${of}(${scope}, ${literal(name)}, { ${deliveryText(options, chart)}${from} });`;
      };
      const paste = write('Component', scopes[0] ?? 'fleet', 'HelmChart', 'Source');
      const holder =
        environment !== undefined
          ? namedStatement(session, 'Environment', 'environment', environment, model.environments, paste)
          : group !== undefined
            ? namedStatement(session, 'ClusterGroup', 'group', group, model.groups, paste)
            : cluster === undefined
              ? undefined
              : namedStatement(session, 'Cluster', 'cluster', cluster, model.clusters, paste);
      const { file, after } = componentPlace(session, paste);
      const scope = holder === undefined ? fleetIn(session, file, paste) : statements.reference(file, holder, paste);
      const chart = options.chart === undefined ? '' : statements.library(file, 'HelmChart');
      const source = repository === undefined ? '' : statements.library(file, 'Source');
      const text = write(statements.library(file, 'Component'), scope, chart, source);
      statements.insertAfter(file, [...after, ...(holder?.file === file ? [holder.statement] : [])], text);
      return ['next: flux-fleet synth, and commit'];
    });
  },
});

/** Behind other components; else in a file for them; else behind environments and clusters. */
function componentPlace(session: EditSession, paste: string) {
  const last = lastStatement(session, 'Component');
  if (last !== undefined) return { file: last.file, after: [last.statement] };
  const own = session.files.all.find(([file]) => /(?:^|\/)components\.[cm]?[jt]s$/.test(file));
  if (own === undefined) return placeFor(session, paste, 'Environment', 'Cluster');
  const { ts } = session.files;
  session.statements.dropEmptyExport(own[0]);
  return { file: own[0], after: own[1].statements.filter((one) => !ts.isExportDeclaration(one)) };
}

function checkDelivery({ path, chart, version, 'chart-name': name }: Delivery): void {
  if ((path === undefined) === (chart === undefined))
    throw new UsageError('a folder or a chart is delivered: give --path or --chart');
  if (chart === undefined && (version ?? name) !== undefined)
    throw new UsageError('--version and --chart-name are for a chart: give --chart too');
  if (chart === undefined) return;
  if (version === undefined)
    throw new UsageError('--version is missing: give the version of the chart, or a range such as 18.x');
  if (chart.startsWith('oci://') === (name !== undefined))
    throw new UsageError(
      '--chart-name is for the URL of a Helm repository, and oci:// has the name in it: give what belongs together',
    );
}

function deliveryText({ path, chart, version = '', 'chart-name': name }: Delivery, helm: string): string {
  if (chart === undefined) return `path: ${literal(path!)}`;
  if (name === undefined) return `chart: ${helm}.oci({ url: ${literal(chart)}, version: ${literal(version)} })`;
  return `chart: ${helm}.repository({ url: ${literal(chart)}, chart: ${literal(name)}, version: ${literal(version)} })`;
}
