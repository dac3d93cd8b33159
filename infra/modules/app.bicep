param cell string
param location string
param maximumInstances int
param instanceMemoryMB int
param slots int
param tenant string
param cacheBudget string
param allowExec bool
param allowEnv string
param allowPrivateAddresses bool
@secure()
param apiKeys string
param storageName string
param deploymentContainer string
param identityId string
param identityClientId string
param insightsConnection string

resource account 'Microsoft.Storage/storageAccounts@2023-05-01' existing = {
  name: storageName
}

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: '${cell}-plan'
  location: location
  kind: 'functionapp'
  sku: { tier: 'FlexConsumption', name: 'FC1' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: '${cell}-${take(uniqueString(resourceGroup().id), 8)}'
  location: location
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${account.properties.primaryEndpoints.blob}${deploymentContainer}'
          authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identityId }
        }
      }
      runtime: { name: 'dotnet-isolated', version: '10.0' }
      scaleAndConcurrency: {
        maximumInstanceCount: maximumInstances
        instanceMemoryMB: instanceMemoryMB
      }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      appSettings: [
        { name: 'AzureWebJobsStorage__blobServiceUri', value: account.properties.primaryEndpoints.blob }
        { name: 'AzureWebJobsStorage__queueServiceUri', value: account.properties.primaryEndpoints.queue }
        { name: 'AzureWebJobsStorage__tableServiceUri', value: account.properties.primaryEndpoints.table }
        { name: 'AzureWebJobsStorage__credential', value: 'managedidentity' }
        { name: 'AzureWebJobsStorage__clientId', value: identityClientId }
        { name: 'APPLICATIONINSIGHTS_CONNECTION_STRING', value: insightsConnection }
        { name: 'APPLICATIONINSIGHTS_AUTHENTICATION_STRING', value: 'ClientId=${identityClientId};Authorization=AAD' }
        // The dashboard is at the root.
        { name: 'AzureWebJobsDisableHomepage', value: 'true' }
        { name: 'SERVERLESS_TENANT', value: tenant }
        { name: 'SERVERLESS_SLOTS', value: string(slots) }
        { name: 'SERVERLESS_API_KEYS', value: apiKeys }
        { name: 'SERVERLESS_CACHE_BUDGET', value: cacheBudget }
        { name: 'SERVERLESS_ALLOW_EXEC', value: string(allowExec) }
        { name: 'SERVERLESS_ALLOW_ENV', value: allowEnv }
        { name: 'SERVERLESS_ALLOW_PRIVATE_ADDRESSES', value: string(allowPrivateAddresses) }
      ]
    }
  }
}

output name string = app.name
output url string = 'https://${app.properties.defaultHostName}'
