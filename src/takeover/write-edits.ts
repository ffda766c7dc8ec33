import { Document, isMap, isScalar, isSeq, parseAllDocuments, YAMLMap } from 'yaml';
import { fieldsOf, ManifestEdit } from './edits';

/** The changed text of a file, or what has to be done by hand. */
export interface EditedFile {
  readonly text: string;
  /** Manifests that are not in the file as they are on the cluster, one message each. */
  readonly problems: readonly string[];
}

/** Makes the changes of a takeover in the text of one file. All else of it stays, comments included. */
export function writeEdits(text: string, edits: readonly ManifestEdit[]): EditedFile {
  const documents = parseAllDocuments(text) as Document.Parsed[];
  const problems: string[] = [];
  let isChanged = false;
  for (const edit of edits) {
    const found = documents.find((document) => isManifest(document, edit));
    if (found === undefined) {
      problems.push(
        `${edit.file} has no ${edit.kind} ${edit.name} as it stands, because a base, a patch or a prefix makes it: change what makes it`,
      );
    } else if (setFields(found, edit)) {
      isChanged = true;
    }
  }
  return {
    text: isChanged ? documents.map((document) => document.toString({ lineWidth: 0 })).join('') : text,
    problems,
  };
}

function isManifest(document: Document, { kind, name, namespace }: ManifestEdit): boolean {
  const given = document.getIn(['metadata', 'namespace']);
  const isHere = given === undefined || given === namespace;
  return document.get('kind') === kind && document.getIn(['metadata', 'name']) === name && isHere;
}

/** @returns whether anything changes */
function setFields(document: Document, edit: ManifestEdit): boolean {
  const before = document.toString();
  merge(document, document.contents as YAMLMap, fieldsOf(edit));
  return document.toString() !== before;
}

/** Sets fields; items of lists are added to those that are there, unless an equal one is. */
function merge(document: Document, into: YAMLMap, fields: Readonly<Record<string, unknown>>): void {
  for (const [field, value] of Object.entries(fields)) {
    const old = into.get(field, true);
    if (Array.isArray(value) && isSeq(old)) {
      const known = new Set(old.items.map((item) => JSON.stringify(item)));
      const items = value.map((item: unknown) => document.createNode(item));
      for (const item of items) if (!known.has(JSON.stringify(item))) old.add(item);
    } else if (isMap(old) && typeof value === 'object') {
      merge(document, old, value as Readonly<Record<string, unknown>>);
    } else if (!(isScalar(old) && old.value === value)) {
      into.set(field, document.createNode(value));
    }
  }
}
