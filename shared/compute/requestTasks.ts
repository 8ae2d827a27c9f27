/** What requests bring with them: every exported function is a task, run by `onRequestWorker`. */

export { chooseExamples } from './exampleTask.ts'
export { describeFeature } from './featureTask.ts'
export { encodeLogParts } from './logTask.ts'
export { stayFeatures } from './stayTask.ts'
