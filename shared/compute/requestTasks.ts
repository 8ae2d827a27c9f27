/** What a caller waits for: every exported function is a task, run by `onRequestWorker`. */

export { chooseExamples } from './exampleTask.ts'
export { stayFeatures } from './stayTask.ts'
