param storageAccountName string
param applicationInsightsName string
param pipelineTopicName string
param appPrincipalId string
param personPrincipalId string
param personPrincipalType string

// built-in roles: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
var storageBlobDataOwner = 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
var storageQueueDataContributor = '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
var storageTableDataContributor = '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
var monitoringMetricsPublisher = '3913510d-42f4-4e42-8a64-420c390055eb'
var eventGridDataSender = 'd5a91429-5739-47e2-a06b-3470a27159e7'

var app = { id: appPrincipalId, type: 'ServicePrincipal' }
var person = { id: personPrincipalId, type: personPrincipalType }

// Durable keeps its queues and tables in the same account; a person only drops files and looks at rows
var onStorage = concat(
  [
    { principal: app, role: storageBlobDataOwner }
    { principal: app, role: storageQueueDataContributor }
    { principal: app, role: storageTableDataContributor }
  ],
  empty(personPrincipalId)
    ? []
    : [
        { principal: person, role: storageBlobDataOwner }
        { principal: person, role: storageTableDataContributor }
      ]
)

resource account 'Microsoft.Storage/storageAccounts@2025-01-01' existing = {
  name: storageAccountName
}

resource applicationInsights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: applicationInsightsName
}

resource pipelineTopic 'Microsoft.EventGrid/topics@2025-02-15' existing = {
  name: pipelineTopicName
}

resource storageRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for entry in onStorage: {
    name: guid(account.id, entry.principal.id, entry.role)
    scope: account
    properties: {
      principalId: entry.principal.id
      principalType: entry.principal.type
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', entry.role)
    }
  }
]

resource metricsRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(applicationInsights.id, appPrincipalId, monitoringMetricsPublisher)
  scope: applicationInsights
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', monitoringMetricsPublisher)
  }
}

resource senderRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(pipelineTopic.id, appPrincipalId, eventGridDataSender)
  scope: pipelineTopic
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', eventGridDataSender)
  }
}
