import { defined } from '../../core/defined';
import { checkDnsSubdomain, quote } from '../../kubernetes/names';
import { CustomKind } from '../../kubernetes/resources';
import { TargetContext } from '../context';
import { signatureOf } from '../control';
import { ChartSpec, SourceSpec, SourceVerification } from '../source';
import { TenantTarget, valueFor } from '../target';
import { checkAllowedSource } from './check';
import { TenantProps } from './props';
import { ResolvedSpace } from './resolved';

/** The URLs of the sources of namespaces, of folders that have their own, and of charts. */
export function sourceUrls(spaces: readonly ResolvedSpace[]): ReadonlySet<string> {
  const urls = new Set<string | undefined>();
  for (const { source, apps } of spaces) {
    urls.add(source?.url);
    for (const { folder, release } of apps) urls.add(folder?.source?.url ?? chartUrl(release?.chart));
  }
  urls.delete(undefined);
  return urls as ReadonlySet<string>;
}

function chartUrl(chart: ChartSpec | undefined): string | undefined {
  return chart?.from === 'git' ? chart.source.url : chart?.url;
}

/** True for an allowed URL: equal to an entry, or beginning with an entry that ends with `/`. */
export function isAllowedSource(url: string, allowed: readonly string[]): boolean {
  return allowed.some((one) => (one.endsWith('/') ? url.startsWith(one) : url === one));
}

/**
 * The URLs that sources in a tenant's namespaces may have, sorted: those given, or by default those of the tenant's own
 * sources.
 */
export function allowedSourcesOf<C extends object>(
  context: TargetContext<C>,
  address: readonly string[],
  given: TenantProps<C>['allowedSources'],
  urls: ReadonlySet<string>,
): string[] {
  if (!given) return [...urls].toSorted();
  const allowed = [...new Set(given)].sort();
  // Malformed entries are reported elsewhere; comparing with them would only add misleading problems.
  if (allowed.some((url) => checkAllowedSource(url) !== undefined)) return allowed;
  for (const url of urls) {
    if (isAllowedSource(url, allowed)) continue;
    context.report('source', address, `source ${quote(url)} is not among allowedSources: add it there, or use another`);
  }
  return allowed;
}

/**
 * Checks the charts of the program against the tenant's rules. Admission does so only for charts that the tenant
 * installs itself: the HelmReleases of these are in the control namespace, which admission does not check.
 */
export function checkCharts<C extends object>(
  context: TargetContext<C>,
  address: readonly string[],
  { allowedCharts, verify }: Pick<TenantProps<C>, 'allowedCharts' | 'verify'>,
  spaces: readonly ResolvedSpace[],
): void {
  if (allowedCharts === undefined && verify === undefined) return;
  for (const { name, release } of spaces.flatMap(({ apps }) => apps)) {
    if (release === undefined) continue;
    const { chart } = release;
    const chartName = chart.from === 'repository' ? chart.chart : chart.from === 'git' ? chart.path : undefined;
    const isAllowed = chartName === undefined || allowedCharts === undefined || allowedCharts.includes(chartName);
    context.report(
      'source',
      [...address, name],
      isAllowed ? undefined : `chart ${quote(chartName)} is not among allowedCharts: add it there, or use another`,
      verify === undefined || isVerified(chart)
        ? undefined
        : 'a chart is given, but its signature is not checked and the tenant has "verify": give verify to the chart, use a path, or leave verify out',
    );
  }
}

/**
 * Checks the way in to the sources in a tenant's namespaces against the admission policy of sources, which holds for the
 * fleet's own objects as well. Sources of a remote cluster are in its control namespace, and charts in the environment's.
 */
export function checkAccess<C extends object>(
  context: TargetContext<C>,
  address: readonly string[],
  spaces: readonly ResolvedSpace[],
): void {
  if (context.policies.policies === 'none' || context.cluster.managedBy !== undefined) return;
  for (const source of new Set(spaces.flatMap(sourcesIn))) context.report('source', address, ...accessProblems(source));
}

function accessProblems(source: SourceSpec): ReadonlyArray<string | undefined> {
  const { url, provider = 'generic', secretName, serviceAccountName } = source;
  // For Git, the identity of a cloud counts beside a Secret too.
  const isGit = source.kind === 'GitRepository';
  const isOwn = (secretName !== undefined && !isGit) || serviceAccountName !== undefined;
  return [
    isGit && source.recurseSubmodules
      ? `source ${quote(url)} has recurseSubmodules, and admission refuses it in a tenant's namespace, as submodules come from URLs that nobody allowed: leave it out`
      : undefined,
    ['aws', 'azure', 'gcp'].includes(provider) && !isOwn
      ? `source ${quote(url)} has the provider ${provider}, and admission refuses it in a tenant's namespace, as the identity would be the controller's own: give serviceAccountName${isGit ? '' : ' or secretName'}`
      : undefined,
  ];
}

/**
 * Checks the charts whose HelmReleases are in the tenant's namespaces: its own account installs these, and Helm keeps its
 * releases in Secrets.
 */
export function checkOwnReleases<C extends object>(
  context: TargetContext<C>,
  name: string,
  kinds: readonly CustomKind[],
  spaces: readonly ResolvedSpace[],
): void {
  if (kinds.some(({ group, kind }) => group === '' && kind === 'Secret')) return;
  for (const { track, apps } of spaces) {
    for (const { name: app, fluxNamespace, release } of apps) {
      if (fluxNamespace === undefined || release === undefined) continue;
      const address = [name, ...(track === undefined ? [] : [track]), ...(app === name ? [] : [app])];
      const message = `fluxNamespace is ${quote(fluxNamespace)}, where the tenant's account installs the chart, and Helm keeps its releases in Secrets, which that may not write: add 'Secret' to the tenant's deploys, or leave it out`;
      context.report('right', address, message);
    }
  }
}

/** Whether Flux checks a signature of the chart. */
function isVerified(chart: ChartSpec): boolean {
  return (chart.from === 'git' ? chart.source : chart).verify !== undefined;
}

/** The signatures that a tenant's sources must carry, checked against each kind of source; undefined for none. */
export function resolveVerification<C extends object>(
  context: TargetContext<C>,
  target: TenantTarget<C>,
  given: TenantProps<C>['verify'],
  spaces: readonly ResolvedSpace[],
): SourceVerification | undefined {
  const { name } = target.tenant;
  const verify = given && context.attempt('its verification', [name], () => valueFor(given, target));
  if (verify === undefined) return undefined;
  const kinds = new Set(spaces.flatMap(sourceKinds));
  const problems = [
    spaces.some(hasVerifiedSource)
      ? 'verify is given for a source as well as for its tenant: give it to one of them'
      : undefined,
    verify.secretName === undefined ? undefined : checkDnsSubdomain('verify secretName', verify.secretName),
    kinds.has('GitRepository') && verify.secretName === undefined
      ? 'verify of a Git repository has no secretName: name the Secret with the trusted public keys'
      : undefined,
    kinds.has('OCIRepository') && verify.secretName === undefined && !verify.identities?.length
      ? 'verify of an OCI artifact trusts nobody: give identities or a secretName'
      : undefined,
    verify.provider === 'notation' && verify.secretName === undefined
      ? 'verify with notation has no secretName: name the Secret with the trust policy'
      : undefined,
  ];
  context.report('source', [name], ...problems);
  return { ...verify };
}

/** Whether a source of a namespace's folders says itself which signatures it carries. */
function hasVerifiedSource(space: ResolvedSpace): boolean {
  return sourcesIn(space).some(({ verify }) => verify !== undefined);
}

/** The sources of a namespace's folders. */
function sourcesIn({ source, apps }: ResolvedSpace): SourceSpec[] {
  return [source, ...apps.map(({ folder }) => folder?.source)].filter((one) => one !== undefined);
}

/** `spec.verify` of a source. */
export function verificationSpec(kind: SourceSpec['kind'], verify: SourceVerification): object {
  if (kind !== 'GitRepository') return signatureOf(verify);
  const secretRef = verify.secretName === undefined ? undefined : { name: verify.secretName };
  return { mode: verify.mode ?? 'HEAD', ...defined({ secretRef }) };
}

/** The kinds of the sources of a namespace's folders. */
function sourceKinds(space: ResolvedSpace): Array<SourceSpec['kind']> {
  return sourcesIn(space).map(({ kind }) => kind);
}
