import { withHeader } from '../../units/header';

/** Path of the attributes: at the root of the output directory, which no Kustomization reads. */
export const ATTRIBUTES_PATH = '.gitattributes';

/**
 * Attributes of the output directory for Git and its hosts. Diffs are folded and can be unfolded; `-diff` would hide
 * them for good. Git must not convert line ends, because that would break the hashes in headers and the MACs of
 * encrypted files.
 */
export const ATTRIBUTES = withHeader('* -text linguist-generated gitlab-generated\n');
