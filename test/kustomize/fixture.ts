import { buildKustomization, BuildOptions, KustomizeBuild } from '../../src/kustomize/build';
import { memoryFiles } from './memory-files';

/** Builds a folder of files that are given by their paths. */
export function build(
  files: Readonly<Record<string, string>>,
  options: BuildOptions = {},
  path = 'app',
): KustomizeBuild {
  return buildKustomization(memoryFiles(new Map(Object.entries(files))), path, options);
}

/** The parts of an object that tests look at. */
export interface BuiltObject {
  readonly metadata: Record<string, unknown>;
  readonly data: Record<string, unknown>;
  readonly spec: {
    readonly replicas: number;
    readonly template: { readonly spec: { readonly containers: ReadonlyArray<{ image: string; envFrom: unknown }> } };
  };
}

/** The objects of a build that succeeds. */
export function objectsOf(files: Readonly<Record<string, string>>, options: BuildOptions = {}): BuiltObject[] {
  const { objects, error } = build(files, options);
  expect(error).toBeUndefined();
  return objects.map(({ object }) => object as unknown as BuiltObject);
}

/** Why a build fails. */
export function errorOf(files: Readonly<Record<string, string>>, options: BuildOptions = {}): string | undefined {
  return build(files, options).error;
}

/** A list with fields, as JSON. */
export function list(fields: Record<string, unknown>): string {
  return `${JSON.stringify(fields)}\n`;
}

/** A ConfigMap as YAML. */
export function configMap(name: string, data: Record<string, unknown> = { key: 'value' }): string {
  return `${JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data })}\n`;
}

/** A Deployment as YAML. */
export const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 1
  template:
    spec:
      containers:
        - name: main
          image: nginx:1.25
          envFrom: [{ configMapRef: { name: settings } }]
`;
