# Stores objects as they are made, and prints the milliseconds that it took, the most memory that the process ever held, in MB,
# and how many items there are.
param(
    [Parameter(Mandatory)] [string] $Module,
    [Parameter(Mandatory)] [string] $Path,
    [Parameter(Mandatory)] [int] $Count
)
$ErrorActionPreference = 'Stop'
Import-Module $Module
. $PSScriptRoot/Objects.ps1
$store = New-PersistStore -Name bench -Path $Path
$clock = [Diagnostics.Stopwatch]::StartNew()
New-Object6 $Count | Set-PersistItem -KeyProperty Id
$time = $clock.Elapsed.TotalMilliseconds
$memory = [Diagnostics.Process]::GetCurrentProcess().PeakWorkingSet64 / 1e6
$items = (Get-PersistSyncStatus).Pending
Close-PersistStore $store
[string]::Format([cultureinfo]::InvariantCulture, '{0} {1:0} {2}', $time, $memory, $items)
