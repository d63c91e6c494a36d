# Stores objects as they are made, and prints the milliseconds that it took, the most memory that the process ever held, in MB,
# and how many items there are.
param(
    [Parameter(Mandatory)] [string] $Module,
    [Parameter(Mandatory)] [string] $Path,
    [Parameter(Mandatory)] [int] $Count
)
$ErrorActionPreference = 'Stop'
Import-Module $Module
$store = New-PersistStore -Name bench -Path $Path
$clock = [Diagnostics.Stopwatch]::StartNew()
& {
    for ($i = 0; $i -lt $Count; $i++) {
        [pscustomobject]@{
            Id = "machine/$($i % 97)/package/$($i.ToString('000000'))"; Name = "package-$i"; Version = "$($i % 7).$($i % 31)"
            Size = $i * 7919L % 1000003; Path = "/usr/share/package-$i"; Installed = $true
        }
    }
} | Set-PersistItem -KeyProperty Id
$time = $clock.Elapsed.TotalMilliseconds
$memory = [Diagnostics.Process]::GetCurrentProcess().PeakWorkingSet64 / 1e6
$items = (Get-PersistSyncStatus).Pending
Close-PersistStore $store
[string]::Format([cultureinfo]::InvariantCulture, '{0} {1:0} {2}', $time, $memory, $items)
