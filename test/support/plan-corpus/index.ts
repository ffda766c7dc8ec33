export { EDIT_KINDS, editsOf, share, type Edit } from './edits';
export { score, type Score } from './score';
export { corpusTrees, edited, type Edits, type Files } from './tree';
