/** The JSON form of the gRPC message TypedData that host and worker exchange. */
export interface TypedData {
  readonly [kind: string]: unknown
}

export interface Binding {
  readonly name: string
  readonly type: string
  readonly direction: 'in' | 'out' | 'inout'
  readonly [setting: string]: unknown
}

export interface RegisteredFunction {
  readonly name: string
  readonly trigger: Binding
  readonly bindings: readonly Binding[]
}

export interface Invocation {
  readonly invocationId: string
  /** By binding name. */
  readonly inputs: Readonly<Record<string, TypedData>>
  readonly triggerMetadata: Readonly<Record<string, TypedData>>
  readonly retry?: { readonly retryCount: number; readonly maxRetryCount: number }
}

export interface InvocationResult {
  readonly returnValue: TypedData | undefined
  /** Output bindings, by name. */
  readonly outputs: Readonly<Record<string, TypedData>>
}

/** A compiled function app, loaded as the Node worker loads it. `invoke` rejects with whatever the function threw. */
export interface FunctionApp {
  readonly functions: ReadonlyMap<string, RegisteredFunction>
  invoke(name: string, invocation: Invocation): Promise<InvocationResult>
  close(): Promise<void>
}
