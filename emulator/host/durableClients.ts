import type { FunctionApp, RegisteredFunction, TypedData } from '../worker/functionApp.ts'

/** The same app, whose functions get their durable clients whoever invokes them: activities start orchestrations too. */
export function withDurableClients(app: FunctionApp, clientBinding: () => string): FunctionApp {
  return {
    functions: app.functions,
    async invoke(name, invocation) {
      const registered = app.functions.get(name)
      const clients = registered === undefined ? {} : clientInputs(registered, clientBinding)
      return await app.invoke(name, {
        ...invocation,
        inputs: { ...clients, ...invocation.inputs },
      })
    },
    async close() {
      await app.close()
    },
  }
}

/** By binding name. */
function clientInputs(
  { bindings }: RegisteredFunction,
  clientBinding: () => string,
): Record<string, TypedData> {
  return Object.fromEntries(
    bindings
      .filter(binding => binding.type.toLowerCase() === 'durableclient')
      .map(binding => [binding.name, { data: 'string', string: clientBinding() }]),
  )
}
