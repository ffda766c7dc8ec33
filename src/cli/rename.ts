import { command, value } from './base/declaration';
import { CannotEdit } from './edit/cannot-edit';
import { declareOnce, elementOf, ElementKind, KINDS } from './edit/lifecycle';
import { literal } from './edit/place';
import { EDIT_OPTIONS, editProgram, EditSession } from './edit/session';
import { ElementStatement } from './edit/statements';

const SYNTH = 'next: flux-fleet synth, commit, and let Flux apply it';

/** `flux-fleet rename`. */
export const RENAME = command({
  description:
    'Gives an element another name, by the steps that lose nothing; see docs/plan.md. Some take two or three commits: each ' +
    'call takes the step that the program is at, so that the same command is given again after each commit. A tenant, and ' +
    'what a chart delivers, cannot be renamed: it says what to do instead.',
  arguments: [
    { name: 'kind', description: KINDS.join(', '), choices: KINDS },
    { name: 'name', description: 'its name; of an app with its tenant: shop/web' },
    { name: 'new-name', description: 'its new name; of an app without its tenant' },
  ],
  options: {
    reason: value('text', 'why, for the declaration', { fallback: 'it is called NEW-NAME now' }),
    ...EDIT_OPTIONS,
  },
  examples: [
    ['flux-fleet rename cluster eu-1 europe', 'a cluster with Flux of its own: one commit'],
    ['flux-fleet rename environment qa staging', 'the first step; after its commit, the same again'],
  ],
  run: ({ args: [kind, name = '', next = ''], options, output }) =>
    editProgram(options, output, (session) =>
      RENAMES[kind as ElementKind](session, name, next, options.reason ?? `it is called ${next} now`),
    ),
});

type Rename = (session: EditSession, name: string, next: string, reason: string) => readonly string[];

const RENAMES: Readonly<Record<ElementKind, Rename>> = {
  cluster: (session, name, next, reason) => {
    const element = elementOf(session, 'cluster', name);
    const { manager } = session.model.clusters.find((one) => one.name === name)!;
    declareOnce(session, 'cluster', [name], reason);
    if (manager === undefined) {
      setName(session, element, next);
      return [SYNTH, `then: flux-fleet bootstrap ${next}, which points its Flux at the new folder`, declarationStep()];
    }
    if (isOff(session, element, 'handedOver')) {
      session.statements.setProp(element, 'handedOver', 'true');
      return [SYNTH, again('cluster', name, next)];
    }
    session.statements.removeProp(element, 'handedOver');
    setName(session, element, next);
    return [SYNTH, `then: flux-fleet bootstrap ${next}, for its kubeconfig and access`, declarationStep()];
  },
  environment: (session, name, next, reason) => {
    const element = elementOf(session, 'environment', name);
    const { prefix } = session.model.environments.find((one) => one.name === name)!;
    declareOnce(session, 'environment', [name], reason);
    if (isOff(session, element, 'handedOver')) {
      session.statements.setProp(element, 'handedOver', 'true');
      return [SYNTH, again('environment', name, next)];
    }
    // Namespaces keep their names, and everything in them goes on.
    const isSet = session.statements.propText(element, 'prefix') !== undefined;
    replaceProp(session, element, 'handedOver', isSet ? undefined : `prefix: ${literal(prefix)}`);
    setName(session, element, next);
    return [SYNTH, declarationStep()];
  },
  group: (session, name, next) => {
    setName(session, elementOf(session, 'group', name), next);
    renamePlacements(session, 'group', name, next);
    return ['next: flux-fleet synth, and commit'];
  },
  tenant: (session, name, next) => {
    elementOf(session, 'tenant', name);
    throw new CannotEdit(
      `the namespaces of tenant ${JSON.stringify(name)} cannot be renamed: add ${next} with flux-fleet add tenant, move data and traffic, and give flux-fleet retire tenant ${name}`,
    );
  },
  app: (session, name, next) => {
    const { kind, tenant } = session.model.apps.find((one) => one.name === name) ?? { kind: 'folder', tenant: '' };
    const element = elementOf(session, 'app', name);
    refuseChart(kind, `app ${name}`, `flux-fleet add app ${tenant}/${next}`, `flux-fleet retire app ${name}`);
    return keeping(session, element, next, again('app', name, next));
  },
  component: (session, name, next) => {
    const element = elementOf(session, 'component', name);
    const { kind, scope } = session.model.components.find((one) => one.name === name)!;
    const environment = session.model.environments.find((one) => scope === `environment ${one.name}`);
    if (kind !== 'objects')
      refuseChart(
        'chart',
        `component ${name}`,
        `flux-fleet add component ${next}`,
        `flux-fleet retire component ${name}`,
      );
    const isKept = !isOff(session, element, 'prune', 'false');
    if (isKept && session.statements.propText(element, 'namespace') === undefined)
      session.statements.setProp(element, 'namespace', literal(`${environment?.prefix ?? ''}${name}`));
    return keeping(session, element, next, again('component', name, next));
  },
};

/** The steps of what keeps its objects while its Kustomization gets another name. */
function keeping(session: EditSession, element: ElementStatement, next: string, then: string): readonly string[] {
  if (isOff(session, element, 'prune', 'false')) {
    session.statements.setProp(element, 'prune', 'false');
    return [SYNTH, then];
  }
  setName(session, element, next);
  return [SYNTH, 'then: take prune: false out'];
}

function refuseChart(kind: string, what: string, add: string, retire: string): void {
  if (kind !== 'chart') return;
  throw new CannotEdit(
    `Helm would install ${what} anew under another name: give ${add}, move data and traffic, and give ${retire}`,
  );
}

/** Whether a prop does not have a value yet. */
function isOff({ statements }: EditSession, element: ElementStatement, key: string, on = 'true'): boolean {
  return statements.propText(element, key) !== on;
}

function replaceProp(
  { files, statements }: EditSession,
  element: ElementStatement,
  key: string,
  text: string | undefined,
): void {
  if (text === undefined) {
    statements.removeProp(element, key);
    return;
  }
  const known = element.props?.properties.find((one) => one.name?.getText() === key);
  if (known) files.edit(element.file, { start: known.getStart(), end: known.getEnd(), text });
}

function setName({ files }: EditSession, { file, name }: ElementStatement, next: string): void {
  files.edit(file, { start: name.getStart(), end: name.getEnd(), text: literal(next) });
}

/** Placements that name a group by a text. */
function renamePlacements({ files }: EditSession, method: string, name: string, next: string): void {
  for (const [file, { text }] of files.all) {
    const pattern = new RegExp(`(\\bPlacement\\.${method}\\(\\s*)(['"])${name}\\2`, 'g');
    for (const found of text.matchAll(pattern)) {
      const start = found.index + found[1]!.length;
      files.edit(file, { start, end: found.index + found[0].length, text: literal(next) });
    }
  }
}

function again(kind: string, name: string, next: string): string {
  return `then: flux-fleet rename ${kind} ${name} ${next} again, for the next step`;
}

function declarationStep(): string {
  return 'last: when that is applied, take the declaration out; a run warns of it until then';
}
