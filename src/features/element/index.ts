export { FleetElement } from './element';
