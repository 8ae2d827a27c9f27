/**
 * A thread of `childProcess.ts`: ends the process by force some time after its parent is gone, should it not have ended
 * by itself. Where the system does not tell (Windows), it never does.
 */
import { workerData } from 'node:worker_threads'

const patience = Number(workerData)
const parent = process.ppid
const INTERVAL = 1000

const watch = setInterval(() => {
  if (process.ppid === parent) return
  clearInterval(watch)
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), patience)
}, INTERVAL)
