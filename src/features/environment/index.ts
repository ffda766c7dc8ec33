export { Environment } from './environment';
export { type EnvironmentProps } from './environment';
