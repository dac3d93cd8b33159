// One cell: hub, storage account, identities, the Functions app. Everything signs in with a managed identity; no key exists that works.
targetScope = 'resourceGroup'

@description('Name of the cell: 3 to 11 lower-case letters and digits. Names of all resources begin with it.')
@minLength(3)
@maxLength(11)
param cell string

@description('Region; one where Flex Consumption is offered.')
param location string = resourceGroup().location

@description('Most instances of the Functions app (40 to 1000).')
@minValue(40)
@maxValue(1000)
param maximumInstances int = 40

@description('Memory of one instance in MB.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 2048

@description('Units that run at once over all instances.')
@minValue(1)
param slots int = 32

@description('Tenant that the batch queue belongs to.')
param tenant string = 'default'

@description('What the recorded results of a tenant may take beyond what jobs hold.')
param cacheBudget string = '50GiB'

@description('Whether documents may start programs of the app\'s machines (exec).')
param allowExec bool = false

@description('Environment variables that documents may name, with ; between.')
param allowEnv string = ''

@description('Whether documents may ask private addresses, the cloud\'s own among them (http.get, download).')
param allowPrivateAddresses bool = false

@description('Hashes of API keys, as in tenant=sha256hex;other=sha256hex. Hashes are no secrets, but there is no need to read them.')
@secure()
param apiKeys string = ''

@description('Days that logs are kept.')
@minValue(30)
@maxValue(730)
param logDays int = 30

module storage 'modules/storage.bicep' = {
  name: 'storage'
  params: { cell: cell, location: location }
}

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring'
  params: { cell: cell, location: location, logDays: logDays }
}

module identity 'modules/identity.bicep' = {
  name: 'identity'
  params: { cell: cell, location: location, storageName: storage.outputs.name, insightsName: monitoring.outputs.insightsName }
}

module app 'modules/app.bicep' = {
  name: 'app'
  params: {
    cell: cell
    location: location
    maximumInstances: maximumInstances
    instanceMemoryMB: instanceMemoryMB
    slots: slots
    tenant: tenant
    cacheBudget: cacheBudget
    allowExec: allowExec
    allowEnv: allowEnv
    allowPrivateAddresses: allowPrivateAddresses
    apiKeys: apiKeys
    storageName: storage.outputs.name
    deploymentContainer: storage.outputs.deploymentContainer
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    insightsConnection: monitoring.outputs.insightsConnection
  }
}

output appName string = app.outputs.name
output url string = app.outputs.url
output storageName string = storage.outputs.name
output identityPrincipalId string = identity.outputs.principalId
