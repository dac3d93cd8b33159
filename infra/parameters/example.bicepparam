// One file a cell. Copy, rename, deploy: infra/README.md.
using '../main.bicep'

param cell = 'example'
param maximumInstances = 40
param instanceMemoryMB = 2048
param slots = 32
param tenant = 'default'
param apiKeys = readEnvironmentVariable('SERVERLESS_API_KEYS', '')
param logDays = 30
