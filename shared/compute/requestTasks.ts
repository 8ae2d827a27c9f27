/** What a caller waits for: every exported function is a task, run by `onRequestWorker`. */

export { chooseExamples } from './exampleTask.ts'
export { describeFeature } from './featureTask.ts'
export { stayFeatures } from './stayTask.ts'
