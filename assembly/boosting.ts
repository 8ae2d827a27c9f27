/** Inner loops of the boosting trainer: `shared/models/boosting/kernel.ts` calls them, and says what lies where. */
export { binColumn, interleaveColumns } from './boosting/binning'
export {
  addGradients,
  computeGradients,
  gatherGradients,
  packGradients,
} from './boosting/gradients'
export { addColumn, addColumns, clearHistogram, subtractHistogram } from './boosting/histogram'
export { addLeaf, addTree, partition, partitionLeaves } from './boosting/rows'
export { findSplit } from './boosting/split'
