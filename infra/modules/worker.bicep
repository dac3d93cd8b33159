param cell string
param location string
param image string
param registry string
param pool string
param queue string
param maximumWorkers int
param storageName string
param identityId string
param identityClientId string
param logsName string
param insightsConnection string

resource account 'Microsoft.Storage/storageAccounts@2023-05-01' existing = {
  name: storageName
}

resource logs 'Microsoft.OperationalInsights/workspaces@2023-09-01' existing = {
  name: logsName
}

resource environment 'Microsoft.App/managedEnvironments@2025-01-01' = {
  name: '${cell}-workers'
  location: location
  properties: { appLogsConfiguration: { destination: 'azure-monitor' } }
}

// Through diagnostic settings, because the direct way takes the workspace's key.
resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'logs'
  scope: environment
  properties: {
    workspaceId: logs.id
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
  }
}

resource worker 'Microsoft.App/containerApps@2025-01-01' = {
  name: '${cell}-worker-${pool}'
  location: location
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    environmentId: environment.id
    configuration: {
      activeRevisionsMode: 'Single'
      registries: empty(registry) ? [] : [{ server: registry, identity: identityId }]
    }
    template: {
      // SIGTERM, then this long for draining before the container is ended: leases of 30 s expire twice over.
      terminationGracePeriodSeconds: 60
      containers: [
        {
          name: 'worker'
          image: image
          args: ['worker', '--pool', pool, '--storage', account.properties.primaryEndpoints.blob]
          resources: { cpu: json('2.0'), memory: '4Gi' }
          env: [
            { name: 'AZURE_CLIENT_ID', value: identityClientId }
            { name: 'APPLICATIONINSIGHTS_CONNECTION_STRING', value: insightsConnection }
          ]
        }
      ]
      scale: {
        minReplicas: 0
        maxReplicas: maximumWorkers
        cooldownPeriod: 120
        pollingInterval: 10
        rules: [
          {
            name: 'pool'
            custom: {
              type: 'azure-queue'
              identity: identityId
              // One worker for four waiting units: a unit aims at some seconds, a container at some more to start.
              metadata: { accountName: storageName, queueName: queue, queueLength: '4' }
            }
          }
        ]
      }
    }
  }
}
