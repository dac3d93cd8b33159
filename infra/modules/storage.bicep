param cell string
param location string

// What the app's triggers read, and what they set aside.
var appQueues = ['jobs', 'jobs-poison']

resource account 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: '${cell}${take(uniqueString(resourceGroup().id), 10)}'
  location: location
  sku: { name: 'Standard_ZRS' }
  kind: 'StorageV2'
  properties: {
    // No keys: every caller signs in.
    allowSharedKeyAccess: false
    allowBlobPublicAccess: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    defaultToOAuthAuthentication: true
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2023-05-01' = {
  parent: account
  name: 'default'
  properties: {
    // Datasets are committed by conditional writes; a week of deleted blobs mends mistakes of people.
    deleteRetentionPolicy: { enabled: true, days: 7 }
  }
}

resource deployment 'Microsoft.Storage/storageAccounts/blobServices/containers@2023-05-01' = {
  parent: blobs
  name: 'app-package'
}

resource queues 'Microsoft.Storage/storageAccounts/queueServices@2023-05-01' = {
  parent: account
  name: 'default'
}

resource triggers 'Microsoft.Storage/storageAccounts/queueServices/queues@2023-05-01' = [for name in appQueues: {
  parent: queues
  name: name
}]

output name string = account.name
output deploymentContainer string = deployment.name
