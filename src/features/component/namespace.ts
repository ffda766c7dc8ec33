import { defined } from '../../core/defined';
import { quote } from '../../kubernetes/names';
import { POD_SECURITY_MODES, podSecurityLabel } from '../../kubernetes/pod-security-labels';
import { NOT_PRUNED } from '../../units/marks';
import { TargetContext } from '../context';
import { Target, valueFor } from '../target';
import { Component, ComponentProps } from './component';
import { NamespaceMarks } from './resolved';

/** Options of the namespace that a component creates. */
export type NamespaceProps<C extends object> = Pick<
  ComponentProps<C>,
  'keepNamespace' | 'namespaceAnnotations' | 'namespaceLabels' | 'podSecurity'
>;

/**
 * The namespace of a component at a target; that of another one if it is to share it.
 *
 * @param ofCluster the cluster's own components, for those of an environment
 */
export function namespaceOf<C extends object>(
  context: Pick<TargetContext<C>, 'environment'>,
  component: Component<C>,
  ofCluster: ReadonlyMap<Component<C>, unknown>,
): string {
  const { namespace } = component.props;
  if (namespace instanceof Component) return namespaceOf(context, namespace as Component<C>, ofCluster);
  const prefix = ofCluster.has(component) ? '' : (context.environment?.prefix ?? '');
  return namespace ?? `${prefix}${component.name}`;
}

/** Problems of a component that has the namespace of another one, one message each. */
export function checkShared<C extends object>(
  props: NamespaceProps<C> & Pick<ComponentProps<C>, 'createNamespace'>,
  { name, props: other }: Component<C>,
): string[] {
  const what = `namespace is that of component ${quote(name)}`;
  const { keepNamespace, namespaceAnnotations, namespaceLabels, podSecurity } = props;
  const [first] = Object.keys(defined({ keepNamespace, namespaceAnnotations, namespaceLabels, podSecurity }));
  return [
    ...(props.createNamespace === true
      ? [`${what}, which makes it, and createNamespace is true: leave that out`]
      : first === undefined
        ? []
        : [`${what}, and ${first} is for one that the component creates: give it to ${quote(name)}`]),
    ...(other.path !== undefined && other.namespace === undefined
      ? [`${what}, whose folder has namespaces of its own: give that component a namespace, or a name here`]
      : []),
  ];
}

/**
 * Labels and annotations of the namespace that a component creates; undefined for none.
 *
 * @param creates whether it creates one
 * @param fallback its level of Pod Security where nothing says one
 */
export function namespaceMarks<C extends object>(
  context: TargetContext<C>,
  target: Target<C>,
  name: string,
  { keepNamespace, namespaceAnnotations, namespaceLabels, podSecurity }: NamespaceProps<C>,
  creates: boolean,
  fallback?: 'baseline',
): NamespaceMarks | undefined {
  const given = defined({ keepNamespace, namespaceAnnotations, namespaceLabels, podSecurity });
  const [first] = Object.keys(given);
  if (first === undefined && fallback === undefined) return undefined;
  if (!creates) {
    const message = `${first} is for a namespace that the component creates: leave it out, or give namespace and leave out createNamespace`;
    context.report('namespace', [name], message);
    return undefined;
  }
  const at = <V>(what: string, value: V | ((target: Target<C>) => V) | undefined) =>
    context.attempt(`its ${what}`, [name], () => value && valueFor<V, Target<C>>(value, target));
  const stated = at('namespaceLabels', namespaceLabels);
  const isHeld = stated?.[podSecurityLabel('enforce')] !== undefined;
  const level = at('podSecurity', podSecurity) ?? (isHeld ? undefined : fallback);
  const levels = level ? Object.fromEntries(POD_SECURITY_MODES.map((mode) => [podSecurityLabel(mode), level])) : {};
  const labels = { ...stated, ...levels };
  const annotations = { ...at('namespaceAnnotations', namespaceAnnotations), ...(keepNamespace ? NOT_PRUNED : {}) };
  const marks = defined({ labels: filled(labels), annotations: filled(annotations) });
  return Object.keys(marks).length > 0 ? marks : undefined;
}

function filled(map: Readonly<Record<string, string>>): Readonly<Record<string, string>> | undefined {
  return Object.keys(map).length > 0 ? map : undefined;
}
