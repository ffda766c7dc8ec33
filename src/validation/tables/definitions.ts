import { a, each, listOf, needed, relation, required, Shape, strictChoice, strictText, unique } from '../checks/rule';
import {
  approval,
  definitionName,
  deprecation,
  groupWithDot,
  kindNames,
  oneStorage,
  versionSchema,
} from '../relations/definitions';

const SOURCE = 'apiextensions-apiserver/pkg/apis/apiextensions/validation';

/** Definitions of custom resources. */
export const DEFINITION_KINDS: Readonly<Record<string, () => Shape>> = {
  'apiextensions.k8s.io/CustomResourceDefinition': () => ({
    source: `${SOURCE}#ValidateCustomResourceDefinition`,
    fields: { spec: needed(SPEC) },
    rules: [relation(definitionName), relation(approval)],
  }),
};

const SPEC = (): Shape => ({
  source: `${SOURCE}#validateCustomResourceDefinitionSpec`,
  fields: {
    group: [required, strictText('dnsSubdomain'), relation(groupWithDot)],
    scope: [required, strictChoice('Cluster', 'Namespaced')],
    names: needed(NAMES),
    versions: [required, listOf(VERSION), unique('name'), relation(oneStorage)],
  },
});

const NAMES = (): Shape => ({
  source: `${SOURCE}#ValidateCustomResourceDefinitionNames`,
  fields: {
    plural: [required, strictText('dns1035Label')],
    shortNames: each(strictText('dns1035Label')),
    categories: each(strictText('dns1035Label')),
  },
  rules: [relation(kindNames)],
});

const VERSION = (): Shape => ({
  source: `${SOURCE}#validateCustomResourceDefinitionVersion`,
  fields: {
    name: [required, strictText('dns1035Label')],
    schema: [
      required,
      a(() => ({
        source: `${SOURCE}#validateCustomResourceDefinitionValidation`,
        fields: { openAPIV3Schema: [required, relation(versionSchema)] },
      })),
    ],
  },
  rules: [relation(deprecation)],
});
