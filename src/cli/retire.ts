import { command, value } from './base/declaration';
import { UsageError } from './base/usage-error';
import { declareOnce, elementOf, ElementKind, KINDS, removeElement, undeclare } from './edit/lifecycle';
import { tryStatement } from './edit/place';
import { EDIT_OPTIONS, editProgram, EditSession } from './edit/session';
import { ElementStatement } from './edit/statements';

const SYNTH = 'next: flux-fleet synth, commit, and let Flux apply it';
const LAST = 'last: when that is applied, take the declaration out; a run warns of it until then';

/** `flux-fleet retire`. */
export const RETIRE = command({
  description:
    'Takes an element out of the program, by the steps that lose nothing that is not meant; see docs/plan.md. It declares ' +
    'the removal with its reason. Some take two commits: each call takes the step that the program is at, so that the same ' +
    'command is given again after each commit.',
  arguments: [
    { name: 'kind', description: KINDS.join(', '), choices: KINDS },
    { name: 'name', description: 'its name; of an app with its tenant: shop/web' },
  ],
  options: { reason: value('text', 'why it goes, for readers of the program and the plan'), ...EDIT_OPTIONS },
  examples: [
    ["flux-fleet retire tenant ads --reason 'another company does it'", 'a tenant with its apps: one commit'],
    ["flux-fleet retire app shop/web --reason 'api does it now'", 'the first step; after its commit, the same again'],
  ],
  run: ({ args: [kind, name = ''], options, output }) => {
    const { reason = '' } = options;
    if (reason.trim() === '' && kind !== 'group') throw new UsageError('--reason is missing: say why it goes');
    return editProgram(options, output, (session) => RETIREMENTS[kind as ElementKind](session, name, reason));
  },
});

type Retirement = (session: EditSession, name: string, reason: string) => readonly string[];

const RETIREMENTS: Readonly<Record<ElementKind, Retirement>> = {
  cluster: (session, name, reason) => {
    const element = elementOf(session, 'cluster', name);
    const { manager } = session.model.clusters.find((one) => one.name === name)!;
    declareOnce(session, 'cluster', [name], reason);
    const isDrained = session.statements.propText(element, 'drained') === 'true';
    if (manager !== undefined && !isDrained) {
      // Objects that its manager has applied are deleted while it has access.
      session.statements.setProp(element, 'drained', 'true');
      return [SYNTH, again('cluster', name)];
    }
    removeElement(session, element);
    const left =
      manager === undefined
        ? 'what runs on it goes on until the cluster is deleted'
        : `delete the ClusterRoleBinding ${name}-kustomize-controller on it by hand`;
    return [SYNTH, `note: ${left}`, LAST];
  },
  environment: (session, name, reason) => {
    const element = elementOf(session, 'environment', name);
    declareOnce(session, 'environment', [name], reason);
    const { statements } = session;
    if (statements.propText(element, 'drainedClusters') === undefined) {
      statements.setProp(element, 'drainedClusters', statements.listOf(element, 'clusters').getText());
      return [SYNTH, again('environment', name)];
    }
    removeElement(session, element, componentsOf(session, `environment ${name}`));
    return [SYNTH, "note: the tenants' namespaces stay with their data; docs/plan.md says how each is let go", LAST];
  },
  group: (session, name) => {
    removeElement(session, elementOf(session, 'group', name), componentsOf(session, `group ${name}`));
    return ['next: flux-fleet synth, and commit'];
  },
  tenant: (session, name, reason) => {
    const element = elementOf(session, 'tenant', name);
    const apps = session.model.apps
      .filter(({ tenant }) => tenant === name)
      .map((one) => elementOf(session, 'app', one.name));
    declareOnce(session, 'tenant', [name], reason);
    for (const app of apps) removeElement(session, app, apps);
    removeElement(session, element, apps);
    return [SYNTH, `note: its namespaces stay with their data; docs/plan.md says how each is let go`, LAST];
  },
  app: (session, name, reason) => {
    const element = elementOf(session, 'app', name);
    const [tenant = '', ...rest] = name.split('/');
    const names = [tenant, rest.at(-1)!];
    if (session.statements.propText(element, 'enabled') !== 'false') {
      // Its account must outlive it.
      session.statements.setProp(element, 'enabled', 'false');
      declareOnce(session, 'app', names, reason);
      return [SYNTH, again('app', name)];
    }
    undeclare(session, 'app', names);
    removeElement(session, element);
    return [SYNTH];
  },
  component: (session, name, reason) => {
    const element = elementOf(session, 'component', name);
    declareOnce(session, 'component', [name], reason);
    removeElement(session, element);
    return [SYNTH, LAST];
  },
};

/** The statements of the components of a scope, which go with it. */
function componentsOf(session: EditSession, scope: string): ElementStatement[] {
  const found = session.model.components
    .filter((one) => one.scope === scope)
    .flatMap((one) => tryStatement(session, 'Component', one) ?? []);
  for (const one of found) session.statements.remove(one.file, one.statement);
  return found;
}

function again(kind: string, name: string): string {
  return `then: flux-fleet retire ${kind} ${name} again with the same reason, for the next step`;
}
