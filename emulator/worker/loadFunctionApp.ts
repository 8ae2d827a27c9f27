import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import { findEntryPoints } from './entryPoints.ts'
import type {
  FunctionApp,
  Invocation,
  InvocationResult,
  RegisteredFunction,
} from './functionApp.ts'
import {
  type CoreCallback,
  type CoreFunctionMetadata,
  connectCore,
  currentProgrammingModel,
  type HookCallback,
  type HookContext,
  installFunctionsCore,
  type LogCategory,
  type LogLevel,
} from './functionsCore.ts'

/** A line written by the app (`context.log`) or by a library on its behalf. */
export interface WorkerLogEntry {
  readonly level: LogLevel
  readonly category: LogCategory
  readonly message: string
  readonly functionName?: string
  readonly invocationId?: string
}

export interface LoadOptions {
  readonly log?: (entry: WorkerLogEntry) => void
}

const packageJson = z.object({ main: z.string().min(1), type: z.string().optional() })

interface Registration {
  readonly metadata: CoreFunctionMetadata
  readonly callback: CoreCallback
}

/**
 * Loads a compiled function app as the Node worker does: gives it `@azure/functions-core`, imports every file that
 * `main` of its package.json names (ES modules and CommonJS), runs its appStart hooks.
 *
 * One app per process and path: modules are cached by Node, so the same app registers nothing a second time.
 *
 * @throws naming the file that could not be imported, or `main` if it matches no file
 */
export async function loadFunctionApp(
  appFolder: string,
  options: LoadOptions = {},
): Promise<FunctionApp> {
  const folder = path.resolve(appFolder)
  const registrations = new Map<string, Registration>()
  const hooks = new Map<string, HookCallback[]>()
  const log = createLog(hooks, options.log ?? (() => {}))
  let open = true

  installFunctionsCore()
  connectCore({
    registerFunction(metadata, callback) {
      const { name } = metadata
      if (!open) throw new Error(`A function can only be registered during app startup: "${name}".`)
      if (registrations.has(name)) {
        throw new Error(`A function with id "${name}" has already been registered.`)
      }
      registrations.set(name, { metadata, callback })
      return () => registrations.delete(name)
    },
    registerHook(name, callback) {
      const list = hooks.get(name) ?? []
      hooks.set(name, list)
      list.push(callback)
      return () => {
        const index = list.indexOf(callback)
        if (index >= 0) list.splice(index, 1)
      }
    },
    log: (level, category, message) => log({ level, category, message }),
  })

  await importEntryPoints(folder)

  // the libraries settle their options, the app its own start
  const capabilities = (await currentProgrammingModel()?.getCapabilities({})) ?? {}
  if (capabilities['HttpUri'] !== undefined) {
    throw new Error(
      `${folder}: HTTP streaming (app.setup({ enableHttpStream: true })) does not run in the emulator; leave it off here.`,
    )
  }
  const appHookData: HookContext = {}
  await runHooks(hooks, 'appStart', { hookData: {}, appHookData, functionAppDirectory: folder })
  open = false

  return {
    functions: new Map(
      [...registrations].map(([name, { metadata }]) => [name, describe(metadata)]),
    ),
    async invoke(name, invocation) {
      const registration = registrations.get(name)
      if (registration === undefined) {
        throw new Error(`Function code for '${name}' is not loaded and cannot be invoked.`)
      }
      return await invokeRegistered(registration, invocation, { hooks, appHookData, log })
    },
    close: async () => await runHooks(hooks, 'appTerminate', { hookData: {}, appHookData }),
  }
}

async function importEntryPoints(folder: string): Promise<void> {
  const manifest = path.join(folder, 'package.json')
  const parsed = packageJson.safeParse(JSON.parse(await readFile(manifest, 'utf8')))
  if (!parsed.success) {
    throw new Error(`${manifest}: expected "main", the path or glob of the compiled functions.`)
  }
  const { main, type } = parsed.data
  const files = await findEntryPoints(folder, main)
  if (files.length === 0) {
    throw new Error(
      `${manifest}: no file matches "main", ${JSON.stringify(main)}. Build the app first.`,
    )
  }

  const requireFrom = createRequire(manifest)
  for (const file of files) {
    const full = path.join(folder, file)
    const isModule = file.endsWith('.mjs') || (type === 'module' && !file.endsWith('.cjs'))
    try {
      if (isModule) await import(pathToFileURL(full).href)
      else requireFrom(full)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      throw new Error(`Worker was unable to load entry point "${file}": ${reason}`, {
        cause: error,
      })
    }
  }
}

function describe({ name, bindings }: CoreFunctionMetadata): RegisteredFunction {
  const list = Object.entries(bindings).map(([key, binding]) => ({ ...binding, name: key }))
  const trigger = list.find(binding => binding.type.endsWith('Trigger'))
  if (trigger === undefined) {
    throw new Error(
      `Function "${name}" has no trigger among its bindings: ${Object.keys(bindings).join(', ')}.`,
    )
  }
  return { name, trigger, bindings: list }
}

interface AppState {
  readonly hooks: ReadonlyMap<string, readonly HookCallback[]>
  readonly appHookData: HookContext
  readonly log: (entry: WorkerLogEntry, invocationContext?: object) => void
}

async function invokeRegistered(
  { metadata, callback }: Registration,
  invocation: Invocation,
  { hooks, appHookData, log }: AppState,
): Promise<InvocationResult> {
  const model = currentProgrammingModel()
  if (model === undefined) throw new Error('The app has not loaded @azure/functions.')
  const { invocationId } = invocation
  let invocationContext: object | undefined
  const coreContext = {
    invocationId,
    request: {
      invocationId,
      functionId: metadata.name,
      inputData: Object.entries(invocation.inputs).map(([name, data]) => ({ name, data })),
      triggerMetadata: invocation.triggerMetadata,
      traceContext: { traceParent: '', traceState: '', attributes: {} },
      retryContext: invocation.retry,
    },
    metadata,
    state: undefined as string | undefined,
    log: (level: LogLevel, category: LogCategory, message: string) =>
      log(
        { level, category, message, functionName: metadata.name, invocationId },
        invocationContext,
      ),
  }

  const invocationModel = model.getInvocationModel(coreContext)
  const { context, inputs } = await invocationModel.getArguments()
  invocationContext = context
  const hookData: HookContext = {}

  // hooks may replace the inputs and the handler
  const before = { hookData, appHookData, invocationContext, functionCallback: callback, inputs }
  coreContext.state = 'preInvocationHooks'
  await runHooks(hooks, 'preInvocation', before)

  // a hook after the invocation may replace its result or take its error away
  const after: HookContext & { result: unknown; error: unknown } = {
    hookData,
    appHookData,
    invocationContext,
    inputs: before.inputs,
    result: null,
    error: null,
  }
  coreContext.state = 'invocation'
  try {
    after.result = await invocationModel.invokeFunction(
      context,
      before.inputs,
      before.functionCallback,
    )
  } catch (error) {
    after.error = error ?? new Error(`Function "${metadata.name}" threw ${String(error)}.`)
  }
  coreContext.state = 'postInvocationHooks'
  await runHooks(hooks, 'postInvocation', after)
  coreContext.state = undefined
  if (after.error !== null && after.error !== undefined) throw after.error

  const response = await invocationModel.getResponse(context, after.result)
  const outputs = (response.outputData ?? []).map(({ name, data }) => [name, data] as const)
  return { returnValue: response.returnValue ?? undefined, outputs: Object.fromEntries(outputs) }
}

async function runHooks(
  hooks: ReadonlyMap<string, readonly HookCallback[]>,
  name: string,
  context: HookContext,
): Promise<void> {
  for (const hook of hooks.get(name) ?? []) await hook(context)
}

/** A log hook may change a line's text and level before it is written; what it logs itself goes through untouched. */
function createLog(
  hooks: ReadonlyMap<string, readonly HookCallback[]>,
  write: (entry: WorkerLogEntry) => void,
): AppState['log'] {
  let inHook = false
  return (entry, invocationContext) => {
    const logHooks = hooks.get('log') ?? []
    if (logHooks.length === 0 || inHook) {
      write(entry)
      return
    }
    const { level, message, category } = entry
    const context = { hookData: {}, level, message, category, invocationContext }
    inHook = true
    try {
      for (const hook of logHooks) hook(context)
    } finally {
      inHook = false
    }
    write({ ...entry, level: context.level, message: context.message })
  }
}
