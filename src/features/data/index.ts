export { Data, type DataFile, type DataOf, loadData } from './data';
export type { DataNode, ListNode, MapNode, ReportData, ScalarNode } from './node';
export { type Fields, MappedShape, type ObjectOf, OptionalShape, Shape } from './shape';
