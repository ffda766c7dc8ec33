import { defineConfig } from 'eslint/config';
import base from '../eslint.config.mjs';
import { boundary } from '../scripts/eslint-boundary.mjs';

export default defineConfig(
  base,
  boundary(import.meta.dirname, [
    // Objects of every kind, valid and broken, which the unit tests make from the library's schemas.
    'src/schema/catalog.ts',
    'test/schema/broken-rules.ts',
    'test/schema/corpus.ts',
    'test/schema/projects.ts',
    // The package of other projects' custom resources, as its users import it.
    'schemas/index.d.ts',
    // The command that compares clusters with the written folder.
    'src/cli/main.ts',
    // The engine that is held against real kustomize, with the trees that both build.
    'src/kustomize/build.ts',
    'src/kustomize/index.ts',
    'test/kustomize/edges/index.ts',
    'test/kustomize/faults.ts',
    'test/kustomize/random/build-tree.ts',
    'test/kustomize/random/trees.ts',
    // Texts of small languages, which the unit tests make from grammars, and our verdicts on them.
    'src/languages/cel/arity.ts',
    'src/languages/cel/functions.ts',
    'src/languages/cel/macros.ts',
    'src/languages/template/functions.ts',
    'test/languages/edges.ts',
    'test/languages/grammar/grammar.ts',
    'test/languages/optional-rules.ts',
    'test/languages/parsers.ts',
    'test/languages/record.ts',
    // Policies of images, and the file that their tags go to.
    'src/flux/select-tag.ts',
    'src/features/images/versions.ts',
    'src/languages/go/language-error.ts',
    'test/features/images/lists.ts',
    'test/features/images/recorded.ts',
    // The metrics that rules read.
    'src/features/monitoring/rules.ts',
    // Two versions of objects of every kind, and our verdicts on the change.
    'src/kubernetes/updates/index.ts',
    'test/kubernetes/updates/laxer.ts',
    'test/kubernetes/updates/pairs.ts',
    'test/kubernetes/updates/record.ts',
    // Pods, and our verdicts on them by the Pod Security Standards.
    'src/kubernetes/pods/pod-security.ts',
    'test/kubernetes/pods/namespaces.ts',
    'test/kubernetes/pods/pods.ts',
    'test/kubernetes/pods/record.ts',
    // Objects near valid ones, and our verdicts on them.
    'test/validation/compare.ts',
    'test/validation/definitions.ts',
    'test/validation/functions.ts',
    'test/validation/laxer.ts',
    'test/validation/mutants.ts',
    'test/validation/ours.ts',
    'test/validation/record.ts',
    'test/validation/refused-changes.ts',
    'test/validation/seeds/index.ts',
    // The artifacts that a fleet is delivered in.
    'src/pipeline/model/artifacts.ts',
    // Running fleets that go over to the library, and the steps.
    'src/pipeline/guard/conventions.ts',
    'src/takeover/index.ts',
    'test/takeover/styles.ts',
    // A repository whose remote the command asks.
    'test/support/repository.ts',
    // The command as JavaScript, which starts faster.
    'test/support/compiled-library.ts',
    // Layouts of repositories, which the plan's corpus edits.
    'test/support/plan-corpus/index.ts',
    // The rules that controllers are asked about, and objects that break them.
    'src/controller-rules/index.ts',
    'src/kubernetes/objects.ts',
    'test/controller-rules/examples.ts',
    // The flags that the library gives Flux's controllers, and those that it takes.
    // What Flux does for a change is measured.
    'src/drift/index.ts',
    'src/ledger/index.ts',
    'src/features/bootstrap/controllers.ts',
    'src/features/bootstrap/controller-flags.ts',
    // The CRDs of Cluster API and its providers, and what Flagger's manifests bring.
    'scripts/schemas/go-module.ts',
    'scripts/schemas/products.ts',
    'scripts/schemas/releases.ts',
    // Makes the CRDs of releases that no module carries.
    'scripts/schemas/flux.ts',
    // Synthesizes an example as its program says.
    'examples/synthesize.ts',
  ]),
);
