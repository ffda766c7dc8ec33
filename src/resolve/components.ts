import { FluxContext, setFluxContext } from '../flux/context';
import { RELEASE_NAME_MAX } from '../flux/helm-release';
import { byteLength, checkDnsLabel, isReservedNamespace, quote } from '../kubernetes/names';
import { Component } from '../model/component';
import { checkConfig } from '../model/config';
import { HelmChart } from '../model/source';
import { valueFor } from '../model/target';
import { decryptionFor } from './decryption';
import { manifestsOf } from './manifests';
import { byName } from './order';
import { ComponentPlan } from './plan';
import { prunes } from './prunes';
import { givenSecrets, settleSecrets } from './secrets';
import { Site } from './site';

/**
 * The components of one site, by name.
 *
 * @param flux what Flux objects made in code need to know of where they go
 */
export function resolveComponents<C extends object>(
  site: Site<C>,
  flux: FluxContext,
  candidates: ReadonlyArray<Component<C>>,
): ComponentPlan[] {
  const here = candidates.filter((component) => component.props.placement?.selects(site.target) ?? true);
  const names = new Set<string>();
  const plans = here.map((component) => {
    if (names.has(component.name)) {
      site.report(
        'duplicate',
        [component.name],
        `component ${quote(component.name)} is here twice: rename one, or narrow a placement`,
      );
    }
    names.add(component.name);
    return resolveComponent(site, flux, component);
  });
  for (const component of here) checkDependencies(site, component, here);
  return byName(plans);
}

function resolveComponent<C extends object>(site: Site<C>, flux: FluxContext, component: Component<C>): ComponentPlan {
  const { name, props } = component;
  const namespace = props.namespace ?? `${site.environment?.prefix ?? ''}${name}`;
  const createNamespace = props.createNamespace ?? true;
  if (createNamespace && isReservedNamespace(namespace)) {
    site.report(
      'namespace',
      [name],
      `namespace ${quote(namespace)} exists without the component: set createNamespace to false, or choose another`,
    );
  }
  const decryption = decryptionFor(site, [name], props.decryption, site.target);
  const secrets = settleSecrets(site, [name], givenSecrets(site, site.target, [name], props.secrets), {
    ...{ namespace, decryption, isTenants: false },
  });
  const common = {
    name,
    namespace,
    createNamespace,
    dependsOn: (props.dependsOn ?? []).map((dependency) => dependency.name).sort(),
    ...(secrets.length > 0 ? { secrets } : {}),
    ...(decryption ? { decryption } : {}),
    ...prunes(site, [name], props.prune, site.target),
  };
  const { manifests } = props;
  if (manifests) {
    const objects = site.attempt('its manifests', [name], () =>
      manifestsOf(name, namespace, (chart) => {
        setFluxContext(chart, flux);
        return manifests(chart, site.target);
      }),
    );
    return { ...common, objects: objects ?? [] };
  }
  const release = resolveRelease(site, component);
  return release ? { ...common, release } : common;
}

function resolveRelease<C extends object>(site: Site<C>, component: Component<C>): ComponentPlan['release'] {
  const { name, props } = component;
  const chart = site.attempt('its chart', [name], () => {
    const value = props.chart && valueFor(props.chart, site.target);
    if (!(value instanceof HelmChart)) throw new Error(`${quote(value)} is not a HelmChart`);
    return value;
  });
  const given = site.attempt('its values', [name], () => props.values && valueFor(props.values, site.target));
  const releaseName = props.releaseName ?? name;
  if (byteLength(releaseName) > RELEASE_NAME_MAX) {
    site.report(
      'name',
      [name],
      `releaseName ${quote(releaseName)} is ${byteLength(releaseName)} bytes long: use at most ${RELEASE_NAME_MAX}`,
    );
  } else if (props.releaseName !== undefined) {
    site.report('name', [name], checkDnsLabel('releaseName', releaseName));
  }
  site.report('source', [name], ...(chart?.problems ?? []));
  const faults = given === undefined ? [] : checkValues(given);
  site.report('values', [name], ...faults);
  // A copy, because the program may hand out one object for several targets and change it in between.
  const values = given && faults.length === 0 ? (JSON.parse(JSON.stringify(given)) as object) : undefined;
  return chart && { name: releaseName, chart: chart.spec, ...(values ? { values } : {}) };
}

/** What is wrong with a chart's values: they are a map, of what JSON can hold. */
function checkValues(values: object): string[] {
  return Array.isArray(values) ? ['values is a list: give a map'] : checkConfig(values, 'values');
}

function checkDependencies<C extends object>(
  site: Site<C>,
  component: Component<C>,
  here: ReadonlyArray<Component<C>>,
): void {
  for (const dependency of component.props.dependsOn ?? []) {
    if (!here.includes(dependency)) {
      site.report(
        'depends-on',
        [component.name],
        `dependsOn ${quote(dependency.name)} is not placed here: place it here too, or leave it out`,
      );
    }
  }
}
