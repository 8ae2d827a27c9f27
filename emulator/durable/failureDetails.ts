/**
 * The `Details` of a failed activity: the .NET exception that the host would have serialised, with the stack of the
 * worker's error in it. The host's own stack frames are left out.
 */
export function activityFailureDetails(error: Error): string {
  const stack = error.stack ?? `Error: ${error.message}`
  return JSON.stringify({
    $type: 'System.Exception, System.Private.CoreLib',
    ClassName: 'System.Exception',
    Message: error.message,
    Data: null,
    InnerException: {
      $type:
        'Microsoft.Azure.WebJobs.Script.Workers.Rpc.RpcException, Microsoft.Azure.WebJobs.Script',
      IsUserException: false,
      RemoteStackTrace: stack,
      RemoteMessage: error.message,
      RemoteTypeName: null,
      Message: `Result: Failure\nException: ${error.message}\nStack: ${stack}`,
      Data: { $type: 'System.Collections.ListDictionaryInternal, System.Private.CoreLib' },
      InnerException: null,
      HelpLink: null,
      Source: 'System.Private.CoreLib',
      HResult: -2146233088,
      StackTrace: null,
    },
    HelpURL: null,
    StackTraceString: null,
    RemoteStackTraceString: null,
    RemoteStackIndex: 0,
    ExceptionMethod: null,
    HResult: -2146233088,
    Source: null,
    WatsonBuckets: null,
  })
}

/** The `Details` of a failed sub-orchestration. */
export const orchestrationFailureDetails = (message: string): string =>
  `Message: ${message}, StackTrace: `

export const asError = (thrown: unknown): Error =>
  thrown instanceof Error ? thrown : new Error(String(thrown))
