@description('Deployed after the code, by azd\'s postdeploy hook: Event Grid accepts a function as an endpoint only when it exists.')
param functionAppName string
param storageAccountName string
param storageTopicName string

@description('Containers whose new blobs start a function.')
param watched { container: string, functionName: string }[] = [
  { container: 'bronze', functionName: 'onBronzeBlob' }
  { container: 'scoring', functionName: 'onScoringBlob' }
]

resource app 'Microsoft.Web/sites@2024-11-01' existing = {
  name: functionAppName
}

resource account 'Microsoft.Storage/storageAccounts@2025-01-01' existing = {
  name: storageAccountName
}

resource storageTopic 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = {
  name: storageTopicName
}

resource subscriptions 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2025-02-15' = [
  for entry in watched: {
    parent: storageTopic
    name: '${entry.container}-to-${toLower(entry.functionName)}'
    properties: {
      eventDeliverySchema: 'EventGridSchema'
      destination: {
        endpointType: 'AzureFunction'
        properties: {
          resourceId: '${app.id}/functions/${entry.functionName}'
          // the function checks one blob and starts one run: small batches spread over instances
          maxEventsPerBatch: 10
          preferredBatchSizeInKilobytes: 64
        }
      }
      filter: {
        includedEventTypes: ['Microsoft.Storage.BlobCreated']
        subjectBeginsWith: '/blobServices/default/containers/${entry.container}/blobs/'
      }
      retryPolicy: { maxDeliveryAttempts: 30, eventTimeToLiveInMinutes: 1440 }
      deadLetterWithResourceIdentity: {
        identity: { type: 'SystemAssigned' }
        deadLetterDestination: {
          endpointType: 'StorageBlob'
          properties: { resourceId: account.id, blobContainerName: 'deadletter' }
        }
      }
    }
  }
]
