export { LANGUAGE_FIELDS, type Language, type LanguageFields } from './fields';
export { LanguageError } from './go/language-error';
export { languageProblems } from './problems';
export { checkLabelSelector } from './selector-object';
export { parseVersionRange, type VersionComparison, type VersionRange } from './semver-range';
