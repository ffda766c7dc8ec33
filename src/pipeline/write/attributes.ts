import { withHeader } from '../../units/header';

/** Where the attributes stand: at the root of the output directory, which no Kustomization reads. */
export const ATTRIBUTES_PATH = '.gitattributes';

/**
 * What Git and its hosts are told about the output directory. Diffs are folded and can be unfolded: without `-diff`,
 * which would hide them for good. Git changes no line ends, which headers and seals would not survive.
 */
export const ATTRIBUTES = withHeader('* -text linguist-generated gitlab-generated\n');
