import Module from 'node:module'

/** What both Azure packages and the loader know of a function; bindings are keyed by their name. */
export interface CoreFunctionMetadata {
  readonly name: string
  readonly bindings: Readonly<Record<string, CoreBinding>>
}

export interface CoreBinding {
  readonly type: string
  readonly direction: 'in' | 'out' | 'inout'
  readonly [setting: string]: unknown
}

export type CoreCallback = (...inputs: unknown[]) => unknown
export type HookName = 'appStart' | 'appTerminate' | 'preInvocation' | 'postInvocation' | 'log'
export type HookContext = Record<string, unknown>
export type HookCallback = (context: HookContext) => unknown

export type LogLevel = 'trace' | 'debug' | 'information' | 'warning' | 'error' | 'critical' | 'none'
/** Who wrote a line: the app, the libraries, or a metric. */
export type LogCategory = 'user' | 'system' | 'customMetric'

export interface CoreInvocationModel {
  getArguments(): Promise<{ context: object; inputs: unknown[] }>
  invokeFunction(context: object, inputs: unknown[], handler: CoreCallback): Promise<unknown>
  getResponse(
    context: object,
    result: unknown,
  ): Promise<{
    readonly returnValue?: Record<string, unknown> | null
    readonly outputData?: readonly {
      readonly name: string
      readonly data: Record<string, unknown>
    }[]
  }>
}

/** The `@azure/functions` package as it introduces itself to the worker. */
export interface ProgrammingModel {
  readonly name: string
  readonly version: string
  getInvocationModel(context: object): CoreInvocationModel
  getCapabilities(capabilities: Record<string, string>): Promise<Record<string, string>>
}

/** Where registrations and log lines of the libraries go. */
export interface CoreListener {
  registerFunction(metadata: CoreFunctionMetadata, callback: CoreCallback): () => void
  registerHook(name: string, callback: HookCallback): () => void
  log(level: LogLevel, category: LogCategory, message: string): void
}

class Disposable {
  #dispose: (() => void) | undefined

  constructor(dispose?: () => void) {
    this.#dispose = dispose
  }

  static from(...parts: { dispose(): void }[]): Disposable {
    return new Disposable(() => {
      for (const part of parts) part.dispose()
    })
  }

  dispose(): void {
    this.#dispose?.()
    this.#dispose = undefined
  }
}

let listener: CoreListener | undefined
let programmingModel: ProgrammingModel | undefined
let installed = false

function requireListener(): CoreListener {
  if (listener === undefined) {
    throw new Error('A function can only be registered while its app is loaded.')
  }
  return listener
}

const core = {
  version: '3.9.1',
  hostVersion: '4.1037.0.0',
  Disposable,
  registerFunction: (metadata: CoreFunctionMetadata, callback: CoreCallback): Disposable =>
    new Disposable(requireListener().registerFunction(metadata, callback)),
  registerHook: (name: string, callback: HookCallback): Disposable =>
    new Disposable(requireListener().registerHook(name, callback)),
  setProgrammingModel: (model: ProgrammingModel): void => {
    programmingModel = model
  },
  getProgrammingModel: (): ProgrammingModel | undefined => programmingModel,
  log: (level: LogLevel, category: LogCategory, message: string): void =>
    listener?.log(level, category, message),
}

/**
 * Answers `require('@azure/functions-core')` with our object, as the Node worker does. That module exists nowhere on
 * disk; `@azure/functions` asks for it lazily and remembers the answer, so there is one object per process and
 * `connectCore` says which app it speaks for.
 */
export function installFunctionsCore(): void {
  if (installed) return
  installed = true
  const load: unknown = Reflect.get(Module, '_load')
  if (typeof load !== 'function')
    throw new Error('This Node has no Module._load to provide @azure/functions-core by.')
  Reflect.set(
    Module,
    '_load',
    function answer(this: unknown, request: string, ...rest: unknown[]): unknown {
      return request === '@azure/functions-core'
        ? core
        : Reflect.apply(load, this, [request, ...rest])
    },
  )
}

export function connectCore(to: CoreListener | undefined): void {
  listener = to
}

/** Undefined until an app has registered its first function. */
export function currentProgrammingModel(): ProgrammingModel | undefined {
  return programmingModel
}
