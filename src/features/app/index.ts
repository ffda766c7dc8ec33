export { App } from './app';
export { resolveTenantConfigs } from './configs';
export { folderSourceNames } from './folder-sources';
export { placeApps } from './place';
export { offerProblem } from './placements';
export { accessFiles, appsFiles, configFiles } from './render';
export { resolveTenantSecrets } from './secrets';
export { indexTenants, resolveTenants, type TenantIndex } from './tenants';
export { type AppProps, type AppSettings } from './app';

/** The progressive delivery of the apps of one environment on one cluster; loaded with the first of them. */
export const resolveTenantProgressive: typeof import('./progressive').resolveTenantProgressive = (
  context,
  tenants,
  plans,
) => {
  if (!tenants.some(({ hasProgressive }) => hasProgressive)) return [];
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { resolveTenantProgressive: resolve } = require('./progressive') as typeof import('./progressive');
  return resolve(context, tenants, plans);
};
