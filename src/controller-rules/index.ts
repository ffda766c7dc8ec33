export { type Fact, factsOf } from './facts';
export { ClusterCollection, judgeObject, type Judgement } from './judge';
