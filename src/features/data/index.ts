export { Data, loadData } from './data';
export type { DataNode, ListNode, MapNode, ReportData, ScalarNode } from './node';
export { type DataOf, MappedShape, MapShape, OptionalShape, Shape } from './shape';
