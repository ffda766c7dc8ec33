import { quote } from '../../kubernetes/names';
import { KubernetesObject } from '../../kubernetes/objects';
import { languageProblems } from '../../languages';
import { Rule } from '../../units/rule';

/** Reports texts of small languages, such as expressions and patterns, that Flux would refuse at run time. */
export const languages: Rule = {
  *unit(files, at, versions) {
    for (const { objects } of files) {
      for (const object of objects) {
        for (const problem of problemsOf(object, versions.flux)) {
          yield { at, id: 'language', message: `${object.kind} ${quote(object.metadata?.name)}: ${problem}` };
        }
      }
    }
  },
};

function problemsOf(object: KubernetesObject, flux: string): string[] {
  const { apiVersion, kind, metadata, spec } = object;
  if (typeof spec !== 'object' || spec === null || Array.isArray(spec)) return [];
  return languageProblems({
    apiVersion,
    kind,
    name: metadata?.name,
    flux,
    spec: spec as Readonly<Record<string, unknown>>,
  });
}
