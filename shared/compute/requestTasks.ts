/** What a caller waits for: every exported function is a task, run by `onRequestWorker`. */

export { stayFeatures } from './stayTask.ts'
