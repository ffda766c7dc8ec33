export { App } from './app';
export { resolveTenantConfigs } from './configs';
export { folderSourceNames } from './folder-sources';
export { placeApps } from './place';
export { offerProblem } from './placements';
export { accessFiles, appsFiles, configFiles } from './render';
export { resolveTenantSecrets } from './secrets';
export { indexTenants, resolveTenants, type TenantIndex } from './tenants';
export { type AppProps, type AppSettings } from './app';
