/** The environment that names the storage account; where it names none, the account that `npm start` runs. */
export function withAzurite(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const named = Object.keys(environment).some(name => name.startsWith('AzureWebJobsStorage'))
  return named ? environment : { ...environment, AzureWebJobsStorage: 'UseDevelopmentStorage=true' }
}
