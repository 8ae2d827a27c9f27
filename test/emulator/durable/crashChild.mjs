// One life of the engine, to be killed: node crashChild.mjs EMULATOR APP STATE
import { pathToFileURL } from 'node:url'

const [emulator, app, stateFolder] = process.argv.slice(2)
const load = async file => await import(pathToFileURL(`${emulator}/${file}`).href)
const { loadFunctionApp } = await load('worker/loadFunctionApp.js')
const { createDurableExtension } = await load('durable/createDurableExtension.js')

const extension = createDurableExtension({
  app: await loadFunctionApp(app),
  stateFolder,
  hubName: 'Crash',
  limits: { maxConcurrentActivityFunctions: 4, maxConcurrentOrchestratorFunctions: 4 },
  rpcPort: 0,
  systemKey: 'key',
  log: () => {},
})
await extension.start()
process.send(JSON.parse(extension.clientBinding('http://127.0.0.1')).rpcBaseUrl)
